// The player of online courses.
