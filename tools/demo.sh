#!/bin/sh
# The bot with made-up people in a database that is thrown away afterwards.
# Every channel is switched off by name, so that a .env with real tokens is never used here.
set -eu
people=${1:-300}
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
trap 'exit 130' INT TERM
export DATA_DIR="$folder" DATABASE_URL="sqlite:///$folder/bot.db" DATABASE_URL_FILE=
export DATA_KEY= DATA_KEY_FILE= TELEGRAM_TOKEN= TELEGRAM_TOKEN_FILE=
export WHATSAPP_TOKEN= WHATSAPP_TOKEN_FILE= WHATSAPP_PHONE_ID= WHATSAPP_BUSINESS_ID=
export WHATSAPP_APP_SECRET= WHATSAPP_APP_SECRET_FILE= WHATSAPP_VERIFY_TOKEN= WHATSAPP_VERIFY_TOKEN_FILE=
.venv/bin/python bot.py demo --workers "$people"
.venv/bin/python bot.py run
