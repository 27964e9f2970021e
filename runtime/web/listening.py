"""Open the sockets of a process. uvicorn would end it with an exit code of its own on failure."""

import errno
import os
import socket


class NotListening(Exception):
    """The address or port cannot be listened on. The message says what to set or to stop."""


def listening(host: str, port: int, host_setting: str, port_setting: str) -> list[socket.socket]:
    """A socket for each address that the host stands for. Raises `NotListening`."""
    opened: list[socket.socket] = []
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        for family, _, _, _, address in dict.fromkeys(found):
            opened.append(socket.create_server(address, family=family, backlog=2048))
            opened[-1].setblocking(False)
    except (OSError, UnicodeError) as error:
        for one in opened:
            one.close()
        raise NotListening(_why(error, host, port, host_setting, port_setting)) from error
    return opened


def _why(
    error: OSError | UnicodeError, host: str, port: int, host_setting: str, port_setting: str
) -> str:
    if isinstance(error, socket.gaierror | UnicodeError):
        return (
            f"{host} cannot be found. Set {host_setting} to an address of this machine, such as"
            " 127.0.0.1, or 0.0.0.0 for all."
        )
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
