#include "Support.h"

#include <c10/util/Exception.h>

#include <cctype>
#include <initializer_list>
#include <new>
#include <string>

namespace {

thread_local std::string last_message;

bool contains(const std::string &text, std::initializer_list<const char *> words) {
  for (const char *word : words) {
    if (text.find(word) != std::string::npos) return true;
  }
  return false;
}

// libtorch has few exception types of its own, so most kinds are told by the words of its messages.
ct_status kind_of(const std::string &text) {
  if (contains(text, {"can't allocate memory", "out of memory", "Out of memory", "bad_alloc"})) {
    return ct_error_out_of_memory;
  }
  if (contains(text, {"No such file", "does not exist", "cannot open file"})) return ct_error_missing_file;
  if (contains(text, {"out of range", "out of bounds", "Dimension out of", "exceeds dimension size"})) {
    return ct_error_index;
  }
  if (contains(
          text, {"scalar type", "dtype", "not implemented for", "can't be cast", "same type", "Expected a Long",
                 "data type", "floating point", "is not supported on"})) {
    return ct_error_dtype;
  }
  if (contains(text, {"CUDA", "cuda", "same device", "device type", "Expected all tensors to be on"})) {
    return ct_error_device;
  }
  if (contains(
          text, {"size", "shape", "dimension", "Dimension", "channels", "elements", "broadcast", "must match", "-D",
                 "numel", "Kernel"})) {
    return ct_error_shape;
  }
  return ct_error_other;
}

// The first line, without a backtrace.
std::string first_line(const char *message) {
  std::string text = message ? message : "";
  text = text.substr(0, text.find('\n'));
  size_t raised = text.find("Exception raised from");
  if (raised != std::string::npos) text.erase(raised);
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) text.pop_back();
  return text.empty() ? "libtorch gave no message" : text;
}

ct_status record(const std::string &message, ct_status kind) {
  last_message = message;
  return kind;
}

} // namespace

ct_status ctorch::record_error() noexcept {
  try {
    try {
      throw;
    } catch (const c10::OutOfMemoryError &error) {
      return record(first_line(error.what_without_backtrace()), ct_error_out_of_memory);
    } catch (const c10::IndexError &error) {
      return record(first_line(error.what_without_backtrace()), ct_error_index);
    } catch (const c10::Error &error) {
      std::string message = first_line(error.what_without_backtrace());
      return record(message, kind_of(message));
    } catch (const std::bad_alloc &) {
      return record("out of memory", ct_error_out_of_memory);
    } catch (const std::exception &error) {
      std::string message = first_line(error.what());
      return record(message, kind_of(message));
    } catch (...) {
      return record("libtorch raised an unknown exception", ct_error_other);
    }
  } catch (...) {
    // There was not even memory for the message.
    return ct_error_out_of_memory;
  }
}

const char *ct_last_error_message(void) noexcept { return last_message.c_str(); }
