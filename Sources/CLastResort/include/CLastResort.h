#ifndef CLASTRESORT_H
#define CLASTRESORT_H

// What ends the program with one line where memory runs out at a place that cannot go on: in an operation of libtorch or
// OpenCV, in the Swift runtime, in a library that has no other answer.

#pragma clang assume_nonnull begin

// Says what the process is at, for that line: what does not fit, such as a picture's path, and what to do, such as "add
// --tile 512". Both are copied. The last word counts, whatever thread said it.
void last_resort_name(const char *what, const char *mend);

// Ends the process with that line and status 1. What was printed before is written out.
__attribute__((noreturn)) void last_resort_out_of_memory(void);

// From now on a trap for want of memory ends the process in that way; traps for other reasons stay what they are.
void last_resort_watch(void);

#pragma clang assume_nonnull end

#endif
