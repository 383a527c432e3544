"""The rules behind `bot.py check`, one file a kind of file that people edit."""
