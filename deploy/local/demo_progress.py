"""What the demonstration shows while it runs: a bar on a terminal, else a line per month."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from rich import progress
from rich.console import Console

from deploy.local.demo_samples import WARSAW


class Progress:
    """Tells how far it is."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def tell(self, sentence: str) -> None:
        """Says one sentence."""
        self._console.print(sentence, highlight=False)

    @contextmanager
    def through(self, start: datetime, end: datetime) -> Iterator[Callable[[datetime], None]]:
        """Gives what is to be called with each moment reached."""
        if not self._console.is_terminal:
            yield _Months(self.tell)
            return
        columns = ("{task.description}", progress.BarColumn(), "{task.percentage:>3.0f} %")
        with progress.Progress(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(f"{start:%Y-%m-%d}", total=(end - start).total_seconds())

            def seen(now: datetime) -> None:
                day = f"{now.astimezone(WARSAW):%Y-%m-%d}"
                bar.update(task, completed=(now - start).total_seconds(), description=day)

            yield seen


class _Months:
    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._last = ""

    def __call__(self, now: datetime) -> None:
        month = f"{now.astimezone(WARSAW):%Y-%m}"
        if month != self._last:
            self._last = month
            self._tell(f"{month} …")
