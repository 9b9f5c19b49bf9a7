/*
 * Records what a process does to the files of one directory, in order: the input of the power-loss
 * replay (replay.ts). Loaded with LD_PRELOAD; POWER_LOSS_DIR names the directory, POWER_LOSS_LOG the
 * log. The -shm file is left out: it is a cache that SQLite rebuilds.
 *
 * One log entry: kind (1 byte: W write, S sync, T truncate, U unlink, R rename), offset or new length
 * (8), data length (4), path length (2), path, data. Little-endian. A rename's data is the new path.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <unistd.h>

#define PATH_ROOM 1024

static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_mutex_t order = PTHREAD_MUTEX_INITIALIZER;
static int log_file = -1;
static char watched[PATH_ROOM];

static void open_log(void) {
  const char *log = getenv("POWER_LOSS_LOG"), *directory = getenv("POWER_LOSS_DIR");
  if (!log || !directory) return;
  snprintf(watched, sizeof watched, "%s/", directory);
  log_file = syscall(SYS_open, log, O_CREAT | O_WRONLY | O_TRUNC, 0644);
}

static int is_watched(const char *path) {
  pthread_once(&once, open_log);
  return log_file >= 0 && !strncmp(path, watched, strlen(watched)) && !strstr(path, "-shm");
}

static int path_of(int file, char *path) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, PATH_ROOM - 1);
  if (length <= 0) return 0;
  path[length] = 0;
  return is_watched(path);
}

static void record(char kind, const char *path, int64_t offset, const void *data, uint32_t length) {
  uint16_t path_length = strlen(path);
  char head[15] = {kind};
  memcpy(head + 1, &offset, 8);
  memcpy(head + 9, &length, 4);
  memcpy(head + 13, &path_length, 2);
  pthread_mutex_lock(&order);
  syscall(SYS_write, log_file, head, sizeof head);
  syscall(SYS_write, log_file, path, path_length);
  if (length) syscall(SYS_write, log_file, data, length);
  pthread_mutex_unlock(&order);
}

static void record_file(char kind, int file, int64_t offset, const void *data, uint32_t length) {
  char path[PATH_ROOM];
  if (path_of(file, path)) record(kind, path, offset, data, length);
}

ssize_t pwrite64(int file, const void *data, size_t length, off64_t offset) {
  ssize_t written = syscall(SYS_pwrite64, file, data, length, offset);
  if (written > 0) record_file('W', file, offset, data, written);
  return written;
}

ssize_t pwrite(int file, const void *data, size_t length, off_t offset) {
  return pwrite64(file, data, length, offset);
}

ssize_t write(int file, const void *data, size_t length) {
  char path[PATH_ROOM];
  off_t offset = path_of(file, path) ? lseek(file, 0, SEEK_CUR) : -1;
  ssize_t written = syscall(SYS_write, file, data, length);
  if (written > 0 && offset >= 0) record('W', path, offset, data, written);
  return written;
}

int fsync(int file) {
  int result = syscall(SYS_fsync, file);
  if (!result) record_file('S', file, 0, 0, 0);
  return result;
}

int fdatasync(int file) {
  int result = syscall(SYS_fdatasync, file);
  if (!result) record_file('S', file, 0, 0, 0);
  return result;
}

int ftruncate64(int file, off64_t length) {
  int result = syscall(SYS_ftruncate, file, length);
  if (!result) record_file('T', file, length, 0, 0);
  return result;
}

int ftruncate(int file, off_t length) { return ftruncate64(file, length); }

int unlink(const char *path) {
  int result = syscall(SYS_unlink, path);
  if (!result && is_watched(path)) record('U', path, 0, 0, 0);
  return result;
}

int rename(const char *from, const char *to) {
  int result = syscall(SYS_rename, from, to);
  if (!result && is_watched(from)) record('R', from, 0, to, strlen(to));
  return result;
}
