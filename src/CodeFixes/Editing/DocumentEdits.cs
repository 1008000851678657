using System.Globalization;
using AsyncRace.CodeFixes.Guarding;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Host;

namespace AsyncRace.CodeFixes.Editing;

/// <summary>All the edits of one document, made by one editor: so that none is dropped because it is near another.</summary>
internal sealed class DocumentEdits(CompilationUnitSyntax root)
{
    private readonly List<(SyntaxNode Node, Func<SyntaxNode, SyntaxNode> Change)> _changes = [];
    private readonly Dictionary<SyntaxNode, List<ListEdit>> _lists = [];
    private readonly Dictionary<TypeDeclarationSyntax, List<(int Index, MemberDeclarationSyntax Member)>> _members = [];
    private readonly Dictionary<SyntaxNode, HashSet<string>> _names = [];
    private readonly HashSet<SyntaxNode> _unfolded = [];
    private readonly HashSet<SyntaxNode> _claimed = [];
    private readonly SortedSet<string> _usings = new(StringComparer.Ordinal);

    internal Layout Layout { get; } = Layout.Of(root);

    internal void Change(SyntaxNode node, Func<SyntaxNode, SyntaxNode> change) => _changes.Add((node, change));

    /// <summary>Replaces neighbouring statements of a list; none, to insert.</summary>
    internal void ChangeList(SyntaxNode owner, int first, int count, Func<IReadOnlyList<StatementSyntax>, IEnumerable<StatementSyntax>> replace)
    {
        if (!_lists.TryGetValue(owner, out var edits))
        {
            _lists.Add(owner, edits = []);
            Change(owner, current => Apply(owner, current, edits));
            if (owner is BlockSyntax { Parent: { } function } block && !Layout.StartsLine(block.CloseBraceToken))
            {
                Unfold(block, function);
            }
        }

        edits.Add(new ListEdit(first, count, replace));
    }

    /// <summary>Adds a member before the one that has this index now.</summary>
    internal void AddMember(TypeDeclarationSyntax type, int index, MemberDeclarationSyntax member)
    {
        if (!_members.TryGetValue(type, out var added))
        {
            _members.Add(type, added = []);
            Change(type, current => added
                .Select(static (addition, order) => (addition.Index, addition.Member, Order: order))
                .OrderByDescending(static addition => addition.Index)
                .ThenByDescending(static addition => addition.Order)
                .Aggregate((TypeDeclarationSyntax)current, static (changed, addition) => changed.WithMembers(changed.Members.Insert(addition.Index, addition.Member))));
        }

        added.Add((index, member));
    }

    /// <summary>A name for a new local that is free in the whole member, and is not given again there.</summary>
    internal string NewLocal(string name, SyntaxNode place)
    {
        var member = place.FirstAncestorOrSelf<MemberDeclarationSyntax>(static node => node is not GlobalStatementSyntax) ?? place.SyntaxTree.GetRoot();
        if (!_names.TryGetValue(member, out var taken))
        {
            _names.Add(member, taken = [.. member.DescendantTokens().Select(static token => token.ValueText)]);
        }

        var unique = name;
        for (var number = 2; !taken.Add(unique); number++)
        {
            unique = name + number.ToString(CultureInfo.InvariantCulture);
        }

        return unique;
    }

    /// <summary>Whether this is the first to ask for a change of a node that must be made only once.</summary>
    internal bool Claim(SyntaxNode node) => _claimed.Add(node);

    internal void AddUsing(string name) => _usings.Add(name);

    internal SyntaxNode Apply(SolutionServices services)
    {
        var editor = new SyntaxEditor(root, services);

        // Inner nodes first: what is around them then sees them changed.
        foreach (var (node, change) in _changes.OrderByDescending(static change => change.Node.Ancestors().Count()))
        {
            editor.ReplaceNode(node, (current, _) => change(current));
        }

        var changed = (CompilationUnitSyntax)editor.GetChangedRoot();
        return _usings.Aggregate(changed, (unit, name) => UsingDirectives.Add(unit, name, Layout));
    }

    private SyntaxNode Apply(SyntaxNode original, SyntaxNode current, List<ListEdit> edits)
    {
        foreach (var edit in edits.OrderByDescending(static edit => edit.First))
        {
            var taken = StatementList.In(current).Skip(edit.First).Take(edit.Count).ToList();
            current = StatementList.Replace(current, edit.First, edit.Count, edit.Replace(taken));
        }

        return original is BlockSyntax block && current is BlockSyntax changed && !Layout.StartsLine(block.CloseBraceToken) ? Unfolded(block, changed) : current;
    }

    /// <summary>Puts the accessors of <c>{ get; set; }</c>, one of which grows, on lines of their own.</summary>
    internal void UnfoldAccessors(SyntaxNode accessor)
    {
        if (accessor.Parent is not AccessorListSyntax list || Layout.StartsLine(list.CloseBraceToken) || !_unfolded.Add(list))
        {
            return;
        }

        var indent = Layout.IndentOf(list);
        Change(list, current => Separated((AccessorListSyntax)current, indent));
        if (Layout.BracesOnOwnLine)
        {
            Change(list.Parent!, BraceOnOwnLine(static property => ((BasePropertyDeclarationSyntax)property).AccessorList!.OpenBraceToken, indent));
        }
    }

    private AccessorListSyntax Separated(AccessorListSyntax list, string indent) =>
        list.WithOpenBraceToken(list.OpenBraceToken.WithTrailingTrivia(Code.Space(Layout.EndOfLine)))
            .WithAccessors(SyntaxFactory.List(list.Accessors.Select(accessor => accessor
                .WithLeadingTrivia(Code.Space(indent + Layout.Unit))
                .WithTrailingTrivia(Code.Space(Layout.EndOfLine)))))
            .WithCloseBraceToken(list.CloseBraceToken.WithLeadingTrivia(Code.Space(indent)));

    private void Unfold(BlockSyntax block, SyntaxNode function)
    {
        UnfoldAccessors(function);
        if (Layout.BracesOnOwnLine && Body.BlockOf(function) == block)
        {
            Change(function, BraceOnOwnLine(static node => Body.BlockOf(node)!.OpenBraceToken, Layout.IndentOfFunction(function)));
        }
    }

    /// <summary>Moves a brace that follows its header on the same line to the next one.</summary>
    private Func<SyntaxNode, SyntaxNode> BraceOnOwnLine(Func<SyntaxNode, SyntaxToken> braceOf, string indent) => node =>
    {
        var brace = braceOf(node);
        var before = brace.GetPreviousToken();
        return before.TrailingTrivia.Any(SyntaxKind.EndOfLineTrivia)
            ? node
            : node.ReplaceTokens([before, brace], (original, current) => original == brace
                ? current.WithLeadingTrivia(Code.Space(indent))
                : current.WithTrailingTrivia(Code.Space(Layout.EndOfLine)));
    };

    /// <summary>A block that was on one line, with a line for each of its parts.</summary>
    private BlockSyntax Unfolded(BlockSyntax original, BlockSyntax changed)
    {
        var indent = Layout.IndentOfFunction(original.Parent!);
        return changed
            .WithOpenBraceToken(changed.OpenBraceToken.WithTrailingTrivia(Code.Space(Layout.EndOfLine)))
            .WithStatements(SyntaxFactory.List(changed.Statements.Select(statement => Code.EndingLine(statement, Layout))))
            .WithCloseBraceToken(changed.CloseBraceToken.WithLeadingTrivia(Code.Space(indent)));
    }

    private sealed record ListEdit(int First, int Count, Func<IReadOnlyList<StatementSyntax>, IEnumerable<StatementSyntax>> Replace);
}
