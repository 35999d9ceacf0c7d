/* assert.h: no include guard, NDEBUG may change between inclusions. */
#undef assert
#ifdef NDEBUG
#define assert(condition) ((void)0)
#else
#define assert(condition) ((condition) ? (void)0 : __assertFailed(#condition, __FILE__, __LINE__))
#endif

void __assertFailed(const char *condition, const char *file, int line) __attribute__((noreturn));
