"""What the issuer shows: the choice of a person, and what went wrong."""

import html
from collections.abc import Mapping
from typing import Any

from starlette.responses import HTMLResponse, Response

from yishi.development.issuer.protocol import NO_STORE


def choice(people: Any, asked: Mapping[str, str]) -> str:
    hidden = "".join(
        f'<input type="hidden" name="{name}" value="{html.escape(value)}">'
        for name, value in asked.items()
    )
    buttons = "".join(
        f'<li><button name="person" value="{html.escape(person.id)}">'
        f"<b>{html.escape(person.office)}</b><span>{html.escape(person.name)}</span></button></li>"
        for person in people
    )
    return f'<form method="post" action="/authorize">{hidden}<ul>{buttons}</ul></form>'


def page(title: str, content: str, status: int = 200) -> Response:
    return HTMLResponse(
        f"""<!doctype html>
<html lang="zh-CN"><head><meta charset="utf-8"><title>{title}</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><style>{_STYLE}</style></head>
<body><p class="warning">仅供开发演示：没有密码，人人可以用任何身份登录。不得用于正式环境。</p>
<main><h1>{title}</h1>{content}</main></body></html>""",
        status,
        NO_STORE
        | {
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; "
            "frame-ancestors 'none'",
            "Referrer-Policy": "no-referrer",
        },
    )


_STYLE = """
body{margin:0;font:16px/1.6 "Noto Sans CJK SC","Microsoft YaHei",sans-serif;color:#1f2933;
background:#f4f5f7}
.warning{margin:0;padding:.7rem 1rem;background:#b42318;color:#fff;text-align:center}
main{max-width:64rem;margin:0 auto;padding:1rem}
h1{font-size:1.4rem}
ul{list-style:none;padding:0;display:grid;gap:.6rem;
grid-template-columns:repeat(auto-fill,minmax(17rem,1fr))}
button{width:100%;text-align:left;padding:.7rem 1rem;border:1px solid #cbd2d9;border-radius:.4rem;
background:#fff;font:inherit;cursor:pointer}
button:hover,button:focus{border-color:#1d5fa8;outline:2px solid #1d5fa8}
b,span{display:block}b{font-weight:600}span{color:#52606d}
"""
