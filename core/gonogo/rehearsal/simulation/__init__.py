"""What happens by itself: events start runs, jobs take their time, gates open, jobs have effects."""
