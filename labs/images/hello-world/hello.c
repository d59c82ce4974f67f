#include <stdio.h>

int main(void) {
  puts("\n"
       "Hello from Docker!\n"
       "This program ran in a container, so your installation works.\n"
       "\n"
       "What it took to get here:\n"
       " 1. The docker command asked the Docker Engine for a container of the image hello-world.\n"
       " 2. The engine looked for that image among its own, and fetched it where it was missing.\n"
       " 3. From the image it made a container, and started the one program in it: this one.\n"
       " 4. What the program wrote went back through the engine to your terminal.\n"
       "\n"
       "Something bigger to try next:\n"
       " $ docker run -it busybox sh\n");
  return 0;
}
