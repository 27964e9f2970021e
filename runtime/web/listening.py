"""Open the sockets on which a process listens. uvicorn would end the process with an exit code of
its own where that fails."""

import errno
import os
import socket


class NotListening(Exception):
    """The address or port cannot be listened on. The message says what to set or to stop."""


def listening(host: str, port: int, host_setting: str, port_setting: str) -> list[socket.socket]:
    """A socket for each address that the host stands for. Raises `NotListening`."""
    opened: list[socket.socket] = []
    try:
        for family, _, _, _, address in _found(host, port, host_setting):
            opened.append(socket.create_server(address, family=family, backlog=2048))
            opened[-1].setblocking(False)
    except OSError as error:
        for one in opened:
            one.close()
        raise NotListening(_why(error, host, port, host_setting, port_setting)) from error
    return opened


def _found(
    host: str, port: int, setting: str
) -> list[tuple[int, int, int, str, tuple[object, ...]]]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except (socket.gaierror, UnicodeError) as error:
        raise NotListening(
            f"{host} cannot be found. Set {setting} to an address of this machine, such as"
            " 127.0.0.1, or 0.0.0.0 for all."
        ) from error
    return list(dict.fromkeys(found))


def _why(error: OSError, host: str, port: int, host_setting: str, port_setting: str) -> str:
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} of {host} is taken by another program. Stop that one, or set"
            f" {port_setting} to another."
        )
    if error.errno in (errno.EACCES, errno.EPERM):
        return (
            f"Port {port} of {host} may not be opened by this user. Set {port_setting} to one"
            " above 1023."
        )
    return (
        f"{host} port {port} cannot be listened on: {os.strerror(error.errno or 0)}. Set"
        f" {host_setting} to an address of this machine, such as 127.0.0.1, or 0.0.0.0 for all."
    )
