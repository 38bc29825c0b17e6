#include "guard.hpp"

namespace {

// A fixed buffer, since keeping the message of a failed allocation must not allocate.
thread_local char lastMessage[256] = "";

}  // namespace

namespace cdicom {

int32_t fail(int32_t code, const char *text) noexcept {
  size_t length = 0;
  while (text != nullptr && text[length] != '\0' && text[length] != '\n' && length + 1 < sizeof(lastMessage)) {
    lastMessage[length] = text[length];
    ++length;
  }
  lastMessage[length] = '\0';
  return code;
}

}  // namespace cdicom

const char *cdicom_last_message(void) noexcept { return lastMessage; }
