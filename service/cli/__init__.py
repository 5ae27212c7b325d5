"""The command line: options in, one call, output and messages out.

main            the group of commands, and how errors end
commands/       one module a command
options         options that several commands share
text_options    options of training and of text
spaces          files of vectors to spaces, with the names of their languages
results         models to disk, a line on each verdict, the exit code
unfinished      runs that can be interrupted, kept beside their output
interrupt       Ctrl-C and SIGTERM
demonstration   what `isogloss demo` shows
child           one job of a batch, in a process of its own
"""
