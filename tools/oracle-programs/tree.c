/* A binary tree of 20000 nodes: pointer chasing over half a megabyte, deep recursion. */
#include "program.h"

struct node {
	struct node *left, *right;
	u32 key, count, weight;
};

static struct node nodes[20000];
static u32 used;

static void insert(struct node **at, u32 key)
{
	while (*at) {
		if ((*at)->key == key) {
			(*at)->count++;
			return;
		}
		at = key < (*at)->key ? &(*at)->left : &(*at)->right;
	}
	struct node *node = &nodes[used++];
	node->left = node->right = 0;
	node->key = key;
	node->count = 1;
	*at = node;
}

static u32 weigh(struct node *node)
{
	if (!node)
		return 0;
	u32 left = weigh(node->left);
	u32 right = weigh(node->right);
	node->weight = left + right + node->count;
	return node->weight ^ (left << 1) ^ (node->key >> 3);
}

static void run(u32 rounds)
{
	u32 sum = 0;
	while (rounds-- > 0) {
		struct node *root = 0;
		u32 i;
		used = 0;
		for (i = 0; i < SIZE(nodes); i++)
			insert(&root, next_random() & 0x7fff);
		sum = sum * 7 + weigh(root);
	}
	print("tree", sum);
}
