"""The floor: what the plain path costs when written by hand, with no framework and few lines.

Four processes that take the same HTTP requests, exchange the same messages over the same queues,
write as often and as durably and send the same mails as Znak does. Inbox, outbox, conditional
writes, confirms and `mandatory` are kept; validation, error pages, the scheduler, the retry ladder,
every other path and every layer in between are left out.
"""
