import socket

import pytest

from deploy.local.ports import PortInUse, is_free
from deploy.local.up import http_ports


def test_a_port_that_was_asked_for_and_is_taken_is_one_clear_sentence() -> None:
    with socket.create_server(("127.0.0.1", 0)) as somebody:
        port = somebody.getsockname()[1]

        with pytest.raises(PortInUse) as refusal:
            http_ports({"INTAKE_PORT": str(port)})

    assert str(refusal.value) == (
        f"Port {port} is in use: end what listens there, or set INTAKE_PORT to a free port."
    )


def test_without_a_wish_every_service_gets_a_free_port_of_its_own() -> None:
    ports = http_ports({})

    assert list(ports) == ["site", "intake", "evaluation", "licensing", "notifications"]
    assert len(set(ports.values())) == 5
    assert all(is_free(port) for port in ports.values())
