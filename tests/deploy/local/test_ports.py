"""Which TCP ports are given to servers."""

from deploy.local.ports import free_port


def test_no_port_is_given_twice() -> None:
    # RabbitMQ listens 9 s after it got its ports; what asks meanwhile must get another.
    given = [free_port() for _ in range(1_000)]

    assert len(set(given)) == len(given)
