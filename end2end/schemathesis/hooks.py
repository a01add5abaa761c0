"""What the tool cannot know by itself."""

import itertools
import re

import schemathesis

NUMBERS = itertools.count()
VERSION = re.compile(r'^"[0-9]{1,15}"$')


@schemathesis.hook
def before_call(context, case, kwargs):
    number = next(NUMBERS)
    # Fifty wrong tokens slow an address down (429): each request comes from an address of its own. The server
    # believes the header because `run.sh` names a trusted proxy.
    case.headers["X-Forwarded-For"] = f"2001:db8:{number % 65536:x}::1"
    # A version that is made up is hardly ever the present one: three of four requests mean any version.
    if VERSION.match(str(case.headers.get("If-Match", ""))) and number % 4:
        case.headers["If-Match"] = "*"
