// Trigforge simulation headers: a first-in first-out queue between functions of a dataflow design.
#ifndef TRIGFORGE_HLS_STREAM_H
#define TRIGFORGE_HLS_STREAM_H

#include <cstddef>
#include <iostream>
#include <string>

namespace hls {

/// A queue without bound. Reading an empty one says so and gives a default value; one left with data says so at its end.
/// It is a ring that grows: simpler to compile than the standard library's queues, of which a design needs many.
template <class T, int depth = 0>
class stream {
 public:
  stream() : name_("stream") {}
  explicit stream(const std::string& name) : name_(name) {}
  stream(const stream&) = delete;
  stream& operator=(const stream&) = delete;
  ~stream() {
    if (!empty()) std::cout << "WARNING: " << name_ << " ends with " << count_ << " unread values\n";
    delete[] values_;
  }

  bool empty() const { return count_ == 0; }
  bool full() const { return false; }
  std::size_t size() const { return count_; }

  T read() {
    T value = T();
    if (!read_nb(value)) std::cout << "WARNING: " << name_ << " is read while empty\n";
    return value;
  }
  void read(T& value) { value = read(); }
  void operator>>(T& value) { value = read(); }
  /// Reads if there is something to read; says whether there was.
  bool read_nb(T& value) {
    if (empty()) {
      value = T();
      return false;
    }
    value = values_[first_];
    first_ = (first_ + 1) % capacity_;
    count_--;
    return true;
  }

  void write(const T& value) {
    if (count_ == capacity_) grow();
    values_[(first_ + count_) % capacity_] = value;
    count_++;
  }
  void operator<<(const T& value) { write(value); }
  bool write_nb(const T& value) {
    write(value);
    return true;
  }

 private:
  std::string name_;
  T* values_ = nullptr;
  std::size_t capacity_ = 0;
  std::size_t first_ = 0;
  std::size_t count_ = 0;

  void grow() {
    const std::size_t larger = capacity_ == 0 ? 16 : 2 * capacity_;
    T* moved = new T[larger];
    for (std::size_t index = 0; index < count_; index++) moved[index] = values_[(first_ + index) % capacity_];
    delete[] values_;
    values_ = moved;
    capacity_ = larger;
    first_ = 0;
  }
};

}  // namespace hls

#endif
