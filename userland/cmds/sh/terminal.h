/* The terminal, for the line editor. */
#ifndef TERMINAL_H
#define TERMINAL_H

void enterEditing(void);
void leaveEditing(void); /* as it was before */
int terminalWidth(void); /* columns */

#endif
