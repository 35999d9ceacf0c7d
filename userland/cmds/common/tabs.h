/*
 * tabs.h: tab stops of expand and unexpand.
 */
#ifndef TABS_H
#define TABS_H

/* Reads "4" or "4,12,20"; death if it is neither. */
void setTabs(const char *list);
/* The first stop behind a column; the next column if there are no more stops. */
long nextTab(long column);
/* Is there a stop behind the column? */
int hasTab(long column);
/* Takes an old "-4,12" from the arguments. */
void takeOldTabs(int *argc, char ***argv);

#endif
