"""For every test: no deadlines (the machine is shared; speed is measured in tests/bench)."""

from hypothesis import settings

settings.register_profile("gonogo", deadline=None)
settings.load_profile("gonogo")
