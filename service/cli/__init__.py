"""The command line: each command parses its options, makes one call, and prints the result.

main            the group of commands, and the conversion of errors into messages
commands/       one module per command
options         options that several commands share
text_options    options of training and of text
spaces          files of vectors to spaces, with the names of their languages
results         models to disk, a line on each verdict, the exit code
unfinished      resumable runs, stored beside their output
interrupt       Ctrl-C and SIGTERM
demonstration   what `isogloss demo` shows
child           one job of a batch, in a process of its own
"""
