import Files

// C's stdout is a variable, which nobody sets here.
#if canImport(Glibc)
  @preconcurrency import Glibc
#else
  @preconcurrency import Darwin
#endif

/// Standard output that a full disk or a closed descriptor cannot take ends the program with an error: results that are
/// lost must not look like success.
enum StandardStreams {
  /// To be called before anything is opened or printed.
  static func guardOutput() {
    // A file that is opened where a stream was closed would take what is printed.
    for stream in [STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO] where fcntl(stream, F_GETFD) == -1 {
      // Results that are written to what can only be read are missed below; what is said to people may go nowhere.
      let descriptor = open("/dev/null", stream == STDERR_FILENO ? O_WRONLY : O_RDONLY)
      if descriptor >= 0, descriptor != stream {
        dup2(descriptor, stream)
        close(descriptor)
      }
    }
    atexit(StandardStreams.checkAtExit)
  }

  private static let checkAtExit: @convention(c) () -> Void = {
    errno = 0
    let isFlushed = fflush(stdout) == 0
    let code = errno
    guard !isFlushed || ferror(stdout) != 0 else { return }
    // A reader that has seen enough, such as `head`, is no error of ours.
    if code == EPIPE { _exit(141) }
    let why = code == 0 ? "an earlier write failed" : String(cString: strerror(code))
    let line = "error: standard output could not be written (\(why)); make room, or give it another place\n"
    StandardError.write(line)
    _exit(1)
  }
}
