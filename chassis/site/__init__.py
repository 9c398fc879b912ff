"""Pages for people: what every service's pages share, and no service's words.

``page`` fills templates in, ``visitor`` tells who looks, ``posted`` takes forms, ``filled`` puts
what was typed and what is wrong with it back into them, ``guard`` says what a browser may do.
"""
