"""Do things without the rights of root."""

from __future__ import annotations

import json
import os
from collections.abc import Callable


def as_nobody(do: Callable[[], list[str]]) -> list[str]:
    """Return what ``do`` returns in a child without the rights of root, who may do anything.

    What it needs must be imported before: nobody may be unable to read the libraries.
    """
    receiving, sending = os.pipe()
    child = os.fork()
    if not child:
        try:
            if os.getuid() == 0:
                os.setgid(65534)
                os.setuid(65534)
            answer = do()
        except BaseException as error:
            answer = [repr(error)]
        os.write(sending, json.dumps(answer).encode())
        os._exit(0)
    os.close(sending)
    with os.fdopen(receiving) as pipe:
        answer = json.loads(pipe.read())
    os.waitpid(child, 0)
    return answer
