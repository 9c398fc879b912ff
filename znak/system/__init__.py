"""The operator's page: what runs, what waits, what failed, and putting dead letters back.

A tool beside the services: it asks the broker and their health, and no service knows of it.
"""
