// What can be told of an expression without evaluating it: above all, which names it takes from the variables.
import { builtins } from 'feelin';

const TAKE_TESTS = new Set([ 'PositiveUnaryTest', 'FilterExpression' ]);

/**
 * @return {{ certain: Set<string>, possible: Set<string>, shadowed: object[], unknownFunctions: object[], misplaced: object[] }}
 *   `certain` must be variables; `possible` stand in a filter and may be properties of the list's elements;
 *   `shadowed` are variables with the name of a built-in function; `misplaced` are tests where a value is expected, as in `a == b`,
 *   which the grammar lets pass and which would give null.
 */
export function inspect(tree, source) {
  const free = { certain: new Set(), possible: new Set(), shadowed: [], unknownFunctions: [], misplaced: [] };

  const visit = (node, scope) => (visitors[node.name] ?? visitAll)(node, scope);
  const visitAll = (node, scope) => children(node).forEach(child => visit(child, scope));
  const skip = () => {};

  const visitors = {
    Key: skip,
    Name: skip,
    ParameterName: skip,
    PathName: skip,
    Type: skip,

    VariableName(node, scope) {
      const name = nameOf(node);

      if (scope.names.has(name)) {
        return;
      }

      if (scope.filter) {
        free.possible.add(name);

        return;
      }

      free.certain.add(name);

      if (Object.hasOwn(builtins, name)) {
        free.shadowed.push({ name, from: node.from });
      }
    },

    FunctionInvocation(node, scope) {
      const [ target, ...rest ] = children(node);
      const name = nameOf(target);

      if (target.name !== 'VariableName') {
        visit(target, scope);
      } else if (!scope.filter && !scope.names.has(name) && !Object.hasOwn(builtins, name)) {
        free.unknownFunctions.push({ name, from: target.from });
      }

      rest.forEach(child => visit(child, scope));
    },

    SimplePositiveUnaryTest(node, scope) {
      const operator = node.firstChild;

      if (operator.name === 'CompareOp' && !TAKE_TESTS.has(node.parent.name)) {
        free.misplaced.push({ name: source.slice(operator.from, operator.to), from: operator.from });
      }

      visitAll(node, scope);
    },

    // each iteration sees the names of those before it, the body sees all
    ForExpression: (node, scope) => visitInTurn(node, withNames(scope, 'partial')),
    QuantifiedExpression: (node, scope) => visitInTurn(node, scope),
    Context: (node, scope) => visitInTurn(node, scope),

    FunctionDefinition(node, scope) {
      const names = descendants(node, 'ParameterName').map(nameOf);

      children(node)
        .filter(child => child.name === 'FunctionBody')
        .forEach(body => visit(body, withNames(scope, ...names)));
    },

    FilterExpression(node, scope) {
      const [ list, ...filter ] = children(node);

      visit(list, scope);
      filter.forEach(child => visit(child, { ...withNames(scope, 'item'), filter: true }));
    }
  };

  function visitInTurn(node, scope) {
    for (const child of children(node).flatMap(child => child.name === 'InExpressions' ? children(child) : [ child ])) {
      visit(child, scope);

      if (child.name === 'InExpression' || child.name === 'ContextEntry') {
        scope = withNames(scope, nameOf(child.firstChild));
      }
    }
  }

  function nameOf(node) {
    const words = descendants(node, 'Identifier');

    return words.length
      ? words.map(word => source.slice(word.from, word.to)).join(' ')
      : source.slice(node.from, node.to).replace(/^"|"$/g, '');
  }

  visit(tree.topNode, { names: new Set(), filter: false });

  return free;
}

function withNames(scope, ...names) {
  return { ...scope, names: new Set([ ...scope.names, ...names ]) };
}

function children(node) {
  const result = [];

  for (let child = node.firstChild; child; child = child.nextSibling) {
    result.push(child);
  }

  return result;
}

function descendants(node, name) {
  return children(node).flatMap(child => child.name === name ? [ child ] : descendants(child, name));
}
