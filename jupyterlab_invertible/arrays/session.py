"""The arrays of `%%ts` sessions in a Jupyter kernel: each session has a service of its own.

The page calls `serve` by a silent execution, so that requests run on the kernel's main thread, in
order with the user's cells, and an interrupt reaches them.
"""

import json
from collections import OrderedDict

from .service import Service

CHUNK = 4 << 20
# Sessions that are remembered: a page that was closed cannot say so.
MOST_SESSIONS = 32

services = OrderedDict()


def service_of(session, namespace, check_names):
    """The service of a session, a new one where it has none."""
    service = services.get(session)
    if service is None:
        service = services[session] = Service(namespace, check_names=check_names)
        while len(services) > MOST_SESSIONS:
            services.popitem(last=False)[1].free_all()
    services.move_to_end(session)
    return service


def serve(session, requests, sent, target, namespace, bridge):
    """Answers requests (JSON) by a comm to `target`.

    `sent` is None, or the token and the sizes of what the page has sent beside them.
    """
    from comm import create_comm

    buffers = bridge.arrived(sent[0]).split(sent[1]) if sent else []
    service = service_of(session, namespace, bridge.check_targets)
    comm = create_comm(target_name=target, data={})
    service.tell = lambda *progress: comm.send(data={"progress": progress})
    replies, contents = service.serve(json.loads(requests), buffers)
    contents = [memoryview(content).cast("B") for content in contents]
    sizes = [content.nbytes for content in contents]
    head = json.dumps({"replies": replies, "sizes": sizes}).encode()
    comm.send(data={"head": len(head), "total": len(head) + sum(sizes)})
    for content in (head, *contents):
        for start in range(0, len(content), CHUNK):
            # A copy: what the kernel runs next may change the array before the bytes are away.
            comm.send(data={}, buffers=[bytes(content[start : start + CHUNK])])
    comm.close()


def held(session, handles):
    """The arrays of a session behind handles, by the names that come with them."""
    service = services.get(session)
    if service is None:
        raise RuntimeError(
            "the Python kernel was restarted, and the arrays are gone; run the cells again"
        )
    return {name: service.find(handle).array for name, handle in handles.items()}


def forget(session):
    """Gives up all arrays of a session."""
    service = services.pop(session, None)
    if service is not None:
        service.free_all()


def count():
    """How many arrays are held for all sessions."""
    return sum(service.count() for service in services.values())
