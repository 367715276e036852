// Trigforge simulation headers: a first-in first-out queue between functions of a dataflow design.
#ifndef TRIGFORGE_HLS_STREAM_H
#define TRIGFORGE_HLS_STREAM_H

#include <cstddef>
#include <deque>
#include <iostream>
#include <queue>
#include <sstream>
#include <string>

namespace hls {

/// A queue without bound. Reading an empty one says so and gives a default value; one left with data says so at its end.
template <class T, int depth = 0>
class stream {
 public:
  stream() : name_("stream") {}
  explicit stream(const std::string& name) : name_(name) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() {
    if (!queue_.empty()) std::cout << "WARNING: " << name_ << " ends with " << queue_.size() << " unread values\n";
  }

  bool empty() const { return queue_.empty(); }
  bool full() const { return false; }
  std::size_t size() const { return queue_.size(); }

  T read() {
    T value = T();
    if (!read_nb(value)) std::cout << "WARNING: " << name_ << " is read while empty\n";
    return value;
  }
  void read(T& value) { value = read(); }
  void operator>>(T& value) { value = read(); }
  /// Reads if there is something to read; says whether there was.
  bool read_nb(T& value) {
    if (queue_.empty()) {
      value = T();
      return false;
    }
    value = queue_.front();
    queue_.pop_front();
    return true;
  }

  void write(const T& value) { queue_.push_back(value); }
  void operator<<(const T& value) { write(value); }
  bool write_nb(const T& value) {
    write(value);
    return true;
  }

 private:
  std::string name_;
  std::deque<T> queue_;
};

}  // namespace hls

#endif
