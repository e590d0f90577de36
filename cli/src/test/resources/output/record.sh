#!/bin/sh
# Records what the sqlite3 shell (3.40.1) writes for rows.sql in each mode: the golden files of
# OutputModesTest. Run it here after changing rows.sql.
set -eu
for mode in box column csv insert json line list markdown quote table tabs; do
  for headers in on off; do
    printf '.headers %s\n.mode %s\n.nullvalue NIL\n.read rows.sql\n' "$headers" "$mode" |
      sqlite3 -batch :memory: >"$mode-headers-$headers.txt"
  done
done
printf '.mode box\n.width 5 -8 0\n.read rows.sql\n' | sqlite3 -batch :memory: >box-widths.txt
