/* Binary trees that are not balanced; a node begins with the pointer to the key. D. Knuth, 6.2.2, algorithms T and D. */
#include <search.h>
#include <stdlib.h>

struct node {
	const void *key;
	struct node *left, *right;
};

/* The place of the pointer to the node with the key, or to where it would be. */
static struct node **placeOf(const void *key, struct node **root, int (*compare)(const void *, const void *),
			     struct node **parent)
{
	*parent = 0;
	while (*root != 0) {
		int order = compare(key, (*root)->key);

		if (order == 0)
			break;
		*parent = *root;
		root = order < 0 ? &(*root)->left : &(*root)->right;
	}
	return root;
}

void *tsearch(const void *key, void **root, int (*compare)(const void *, const void *))
{
	struct node *parent, **place;

	if (root == 0)
		return 0;
	place = placeOf(key, (struct node **)root, compare, &parent);
	if (*place == 0) {
		*place = malloc(sizeof **place);
		if (*place != 0) {
			(*place)->key = key;
			(*place)->left = (*place)->right = 0;
		}
	}
	return *place;
}

void *tfind(const void *key, void *const *root, int (*compare)(const void *, const void *))
{
	struct node *parent;

	return root == 0 ? 0 : *placeOf(key, (struct node **)root, compare, &parent);
}

/* The parent of the node that goes; of the root, the root's place. */
void *tdelete(const void *key, void **root, int (*compare)(const void *, const void *))
{
	struct node *parent, *gone, **place, **next;

	if (root == 0)
		return 0;
	place = placeOf(key, (struct node **)root, compare, &parent);
	gone = *place;
	if (gone == 0)
		return 0;
	if (gone->left == 0) {
		*place = gone->right;
	} else if (gone->right == 0) {
		*place = gone->left;
	} else {
		/* Its successor takes its place. */
		for (next = &gone->right; (*next)->left != 0; next = &(*next)->left)
			;
		*place = *next;
		*next = (*next)->right;
		(*place)->left = gone->left;
		(*place)->right = gone->right;
	}
	free(gone);
	return parent == 0 ? (void *)root : (void *)parent;
}

static void walk(const struct node *node, void (*action)(const void *, VISIT, int), int depth)
{
	if (node->left == 0 && node->right == 0) {
		action(node, leaf, depth);
		return;
	}
	action(node, preorder, depth);
	if (node->left != 0)
		walk(node->left, action, depth + 1);
	action(node, postorder, depth);
	if (node->right != 0)
		walk(node->right, action, depth + 1);
	action(node, endorder, depth);
}

void twalk(const void *root, void (*action)(const void *, VISIT, int))
{
	if (root != 0)
		walk(root, action, 0);
}
