using AsyncRace.Analyzers.Configuration;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.Analyzers.Model;

/// <summary>
/// Tells from the syntax of a type whether it changes anything of its state, takes a lock, or does something with a signal. Many types that
/// await do none of that, and then nothing in them has to be bound. Where the syntax does not say what is meant, it counts as a change.
/// </summary>
internal sealed class StateChanges
{
    // Parts of the names of locks, and of what is done to them and to events and conditions.
    private static readonly string[] s_signals =
        ["Lock", "Semaphore", "Mutex", "Monitor", "Enter", "Exit", "Acquire", "Release", "Unlock", "Wait", "Reset", "Notify", "Pulse"];

    private readonly HashSet<string> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _teamsLocks = new(StringComparer.Ordinal);
    private readonly Dictionary<string, bool> _signals = new(StringComparer.Ordinal);
    private readonly bool _areParametersState;
    private readonly CancellationToken _cancellation;

    private StateChanges(INamedTypeSymbol type, OptionsByFile options, CancellationToken cancellation)
    {
        _cancellation = cancellation;
        AddMembers(type);
        foreach (var part in type.DeclaringSyntaxReferences)
        {
            _areParametersState |= options.Of(part.SyntaxTree).IncludeParameters;
            foreach (var named in options.Of(part.SyntaxTree).LockTypes)
            {
                _teamsLocks.Add(named.Acquire);
                _teamsLocks.Add(named.Release ?? named.Acquire);
            }
        }
    }

    internal static bool AreIn(INamedTypeSymbol type, OptionsByFile options, CancellationToken cancellation)
    {
        var changes = new StateChanges(type, options, cancellation);
        return type.DeclaringSyntaxReferences.Any(part => changes.AreUnder(part.GetSyntax(cancellation)));
    }

    private void AddMembers(INamedTypeSymbol type)
    {
        for (var declaring = type; declaring is not null && declaring.SpecialType != SpecialType.System_Object; declaring = declaring.BaseType)
            _members.UnionWith(declaring.MemberNames);
        // A primary constructor's parameters are fields.
        foreach (var parameter in type.InstanceConstructors.Where(IsPrimary).SelectMany(static constructor => constructor.Parameters))
            _members.Add(parameter.Name);
        foreach (var nested in type.GetTypeMembers())
            AddMembers(nested);
    }

    private bool IsPrimary(IMethodSymbol constructor) =>
        !constructor.Parameters.IsEmpty && constructor.DeclaringSyntaxReferences is [var declaration] && declaration.GetSyntax(_cancellation) is TypeDeclarationSyntax;

    private bool AreUnder(SyntaxNode declaration)
    {
        if (declaration is CompilationUnitSyntax)
            return true;
        foreach (var member in declaration.ChildNodes())
        {
            _cancellation.ThrowIfCancellationRequested();
            bool found = member switch
            {
                BaseTypeDeclarationSyntax nested => AreUnder(nested),
                MemberDeclarationSyntax => AreInMember(member),
                _ => false,
            };
            if (found)
                return true;
        }

        return false;
    }

    private bool AreInMember(SyntaxNode member)
    {
        OwnVariables? variables = null;
        foreach (var node in member.DescendantNodes())
        {
            bool found = node switch
            {
                AssignmentExpressionSyntax assignment => !IsInitializer(assignment) && IsSharedTarget(assignment.Left) && IsSeen(node),
                PrefixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PreIncrementExpression or (int)SyntaxKind.PreDecrementExpression } change => IsSharedTarget(change.Operand) && IsSeen(node),
                PostfixUnaryExpressionSyntax { RawKind: (int)SyntaxKind.PostIncrementExpression or (int)SyntaxKind.PostDecrementExpression } change => IsSharedTarget(change.Operand) && IsSeen(node),
                ArgumentSyntax { RefKindKeyword.RawKind: (int)SyntaxKind.RefKeyword or (int)SyntaxKind.OutKeyword } argument => IsSharedTarget(argument.Expression) && IsSeen(node),
                // X = { 1, 2 }: what the new object has there may have been there before.
                InitializerExpressionSyntax { Parent: AssignmentExpressionSyntax } => IsSeen(node),
                SimpleNameSyntax { Identifier.ValueText: var name } => IsSignal(name) || (IsChange(name) && (node.Parent is not MemberAccessExpressionSyntax access || access.Name != node || Of().IsState(access.Expression)) && IsSeen(node)),
                RefExpressionSyntax or RefTypeSyntax or PointerTypeSyntax or LockStatementSyntax => true,
                _ => false,
            };
            if (found)
                return true;
        }

        return false;

        bool IsSharedTarget(ExpressionSyntax target) => target switch
        {
            IdentifierNameSyntax { Identifier.ValueText: "_" } => _members.Contains("_"),
            IdentifierNameSyntax { Identifier.ValueText: var name } => !Of().IsOwn(name),
            // A thread's own value, whoever keeps it.
            MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Value", Expression: MemberAccessExpressionSyntax } => true,
            MemberAccessExpressionSyntax access => Of().IsState(access.Expression),
            ElementAccessExpressionSyntax access => Of().IsState(access.Expression),
            TupleExpressionSyntax tuple => tuple.Arguments.Any(part => IsSharedTarget(part.Expression)),
            ParenthesizedExpressionSyntax inner => IsSharedTarget(inner.Expression),
            DeclarationExpressionSyntax => false,
            _ => true,
        };

        // What a constructor does comes before all others, unless a function in it does it.
        bool IsSeen(SyntaxNode node) => member is not ConstructorDeclarationSyntax || OwnVariables.FunctionAround(node, member) != member;

        OwnVariables Of() => variables ??= new OwnVariables(member, _members, _areParametersState);
    }

    private static bool IsChange(string name) => Collections.IsChange(name) || name == "SetSynchronizationContext";

    private bool IsSignal(string name)
    {
        if (!_signals.TryGetValue(name, out bool found))
        {
            found = _teamsLocks.Contains(name) || Array.Exists(s_signals, part => name.IndexOf(part, StringComparison.Ordinal) >= 0);
            _signals.Add(name, found);
        }

        return found;
    }

    private static bool IsInitializer(AssignmentExpressionSyntax assignment) =>
        assignment.Parent is InitializerExpressionSyntax { RawKind: (int)SyntaxKind.ObjectInitializerExpression or (int)SyntaxKind.WithInitializerExpression };
}
