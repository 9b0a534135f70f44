/* Receive loops as people write them in C, wrong ones and right ones.
 *
 *     jury LOOP HOST PORT
 *
 * Each prints the messages that it understands. See jury_test.go for the verdicts.
 */
#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { HEADER = 10 };

static char buffer[65536];

static void show(const char *text, long length) { printf("%.*s\n", (int)length, text); }

static long length_in(const char *header) {
  char digits[HEADER + 1] = {0};
  memcpy(digits, header, HEADER);
  return atol(digits);
}

static int cut_short(void) {
  fprintf(stderr, "the stream ended inside a frame\n");
  return 1;
}

/* Wrong: one recv is one message. */
static int one_recv(int s) {
  long n;
  while ((n = recv(s, buffer, sizeof buffer, 0)) > 0)
    if (n > HEADER) show(buffer + HEADER, n - HEADER);
  return 0;
}

/* Wrong: one recv is the header, and one is the payload. */
static int two_recvs(int s) {
  char header[HEADER];
  while (memset(header, 0, HEADER), recv(s, header, HEADER, 0) > 0) {
    long n = recv(s, buffer, length_in(header), 0);
    if (n <= 0) return 0;
    show(buffer, n);
  }
  return 0;
}

/* Wrong: the payload is read in a loop, the header is not. */
static int short_header(int s) {
  char header[HEADER];
  while (memset(header, 0, HEADER), recv(s, header, HEADER, 0) > 0) {
    long length = length_in(header), got = 0;
    while (got < length) {
      long n = recv(s, buffer + got, length - got, 0);
      if (n <= 0) return 0;
      got += n;
    }
    show(buffer, length);
  }
  return 0;
}

/* Wrong: it waits until the length is equal. */
static int equals(int s) {
  long got = 0, n;
  while ((n = recv(s, buffer + got, sizeof buffer - got, 0)) > 0) {
    got += n;
    if (got - HEADER == length_in(buffer)) {
      show(buffer + HEADER, got - HEADER);
      got = 0;
    }
  }
  return 0;
}

/* Wrong: a short read is taken for the end of the message. */
static int short_read(int s) {
  for (;;) {
    long got = 0, n;
    do {
      n = recv(s, buffer + got, 16, 0);
      if (n <= 0) return 0;
      got += n;
    } while (n == 16);
    if (got > HEADER) show(buffer + HEADER, got - HEADER);
  }
}

/* Wrong at the end only: recv returns 0 then, for ever. */
static int spin(int s) {
  long got = 0;
  while (got >= 0) {
    got += recv(s, buffer + got, sizeof buffer - got, 0);
    while (got >= HEADER && got >= HEADER + length_in(buffer)) {
      long frame = HEADER + length_in(buffer);
      show(buffer + HEADER, frame - HEADER);
      memmove(buffer, buffer + frame, got -= frame);
    }
  }
  return 1;
}

static long exactly(int s, char *to, long length) {
  long got = 0;
  while (got < length) {
    long n = recv(s, to + got, length - got, 0);
    if (n <= 0) break;
    got += n;
  }
  return got;
}

/* Right: it reads exactly what it needs. */
static int exact(int s) {
  char header[HEADER];
  long n;
  while ((n = exactly(s, header, HEADER)) == HEADER) {
    long length = length_in(header);
    if (exactly(s, buffer, length) < length) return cut_short();
    show(buffer, length);
  }
  return n == 0 ? 0 : cut_short();
}

/* Right: the kernel waits for all of it. */
static int wait_for_all(int s) {
  char header[HEADER];
  long n;
  while ((n = recv(s, header, HEADER, MSG_WAITALL)) == HEADER) {
    long length = length_in(header);
    if (recv(s, buffer, length, MSG_WAITALL) < length) return cut_short();
    show(buffer, length);
  }
  return n == 0 ? 0 : cut_short();
}

static const struct {
  const char *name;
  int (*run)(int);
} loops[] = {
    {"one_recv", one_recv},     {"two_recvs", two_recvs}, {"short_header", short_header},
    {"equals", equals},         {"short_read", short_read}, {"spin", spin},
    {"exact", exact},           {"wait_for_all", wait_for_all},
};

int main(int argc, char **argv) {
  struct sockaddr_in to = {.sin_family = AF_INET};
  if (argc != 4 || inet_pton(AF_INET, argv[2], &to.sin_addr) != 1) return 2;
  to.sin_port = htons(atoi(argv[3]));
  int s = socket(AF_INET, SOCK_STREAM, 0);
  if (connect(s, (struct sockaddr *)&to, sizeof to)) {
    perror("connect");
    return 2;
  }
  for (size_t i = 0; i < sizeof loops / sizeof *loops; i++)
    if (!strcmp(loops[i].name, argv[1])) return loops[i].run(s);
  return 2;
}
