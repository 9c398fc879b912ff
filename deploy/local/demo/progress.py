"""What the demonstration shows while it runs: a bar on a terminal, else a line per month."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from rich import progress
from rich.console import Console

from deploy.local.demo.days import WARSAW


class Progress:
    """Tells how far it is."""

    def __init__(self, console: Console) -> None:
        self._console = console

    def tell(self, sentence: str) -> None:
        """Says one sentence."""
        self._console.print(sentence, highlight=False)

    @contextmanager
    def through(
        self, start: datetime, end: datetime, mails: Path
    ) -> Iterator[Callable[[datetime], None]]:
        """Gives what is to be called with each moment reached; counts the mails beside it."""

        def line(now: datetime) -> str:
            return f"{now.astimezone(WARSAW):%Y-%m-%d}  {len(list(mails.glob('*.eml'))):>4} mails"

        if not self._console.is_terminal:
            yield _Months(self.tell, line)
            return
        columns = ("{task.description}", progress.BarColumn(), "{task.percentage:>3.0f} %")
        with progress.Progress(*columns, console=self._console, transient=True) as bar:
            task = bar.add_task(line(start), total=(end - start).total_seconds())
            yield lambda now: bar.update(
                task, completed=(now - start).total_seconds(), description=line(now)
            )


class _Months:
    """The first moment of each month that was reached."""

    def __init__(self, tell: Callable[[str], None], line: Callable[[datetime], str]) -> None:
        self._tell = tell
        self._line = line
        self._last = ""

    def __call__(self, now: datetime) -> None:
        month = f"{now.astimezone(WARSAW):%Y-%m}"
        if month != self._last:
            self._last = month
            self._tell(self._line(now))
