using AsyncRace.Analyzers.Flow;
using AsyncRace.Analyzers.Symbols;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Model;

/// <summary>Who calls whom inside a type, from where, and under which locks.</summary>
internal sealed class CallGraph
{
    private readonly Dictionary<Body, List<CallFact>> _callsTo = [];

    internal CallGraph(IEnumerable<BodyFacts> facts, Func<IMethodSymbol, Body?> bodyOf)
    {
        BodyOf = bodyOf;
        foreach (var call in facts.SelectMany(static f => f.Calls))
        {
            if (bodyOf(call.Target) is not { } callee)
                continue;
            if (!_callsTo.TryGetValue(callee, out var calls))
                _callsTo.Add(callee, calls = []);
            calls.Add(call);
        }
    }

    /// <summary>The body of a method of the type; null for others.</summary>
    internal Func<IMethodSymbol, Body?> BodyOf { get; }

    internal IReadOnlyList<CallFact> CallsTo(Body body) => _callsTo.TryGetValue(body, out var calls) ? calls : [];

    /// <summary>Whether anyone outside the type can call it.</summary>
    internal static bool IsExternallyCallable(Body body) =>
        !body.IsNested
        && (body.Symbol.DeclaredAccessibility != Accessibility.Private || !body.Symbol.ExplicitInterfaceImplementations.IsEmpty)
        && !IsOfPrivateHelper(body.Symbol)
        && !EntryPoints.IsForTests(body.Symbol);

    /// <summary>Whether it belongs to a private nested type: all who know that are in sight, unless its instances pass as something else.</summary>
    internal static bool IsOfPrivateHelper(IMethodSymbol method) =>
        method is { IsVirtual: false, IsAbstract: false, IsOverride: false }
        && method.ContainingType is { DeclaredAccessibility: Accessibility.Private, BaseType: null or { SpecialType: SpecialType.System_Object or SpecialType.System_ValueType } } type
        && type.Interfaces.All(static contract => contract.Name is "IDisposable" or "IAsyncDisposable");

    /// <summary>What every caller has looked at just before it calls the body; nothing for what others can call too, or call later.</summary>
    internal List<CallersCheck> CheckedByAllCallers(Body body)
    {
        // A lambda that is started where it stands, as far as anyone can tell, starts at once.
        if (IsExternallyCallable(body) || (body.IsNested && (body.Symbol.MethodKind == MethodKind.LocalFunction || LambdaUses.Of(body.Syntax) == LambdaUse.Overlapping)))
            return [];

        IEnumerable<CallersCheck>? found = null;
        foreach (var call in CallsTo(body))
        {
            if (call.Escapes)
                return [];
            if (!call.OnNewObject && !call.Caller.IsInitializer)
                found = found?.Intersect(call.Checked) ?? call.Checked;
        }

        return found is null ? [] : [.. found.Distinct()];
    }

    /// <summary>The locks that are held wherever the body is called from; none for what others can call too, or call later.</summary>
    /// <param name="untilDone">Only those that are held until what the body has started is done.</param>
    internal List<LockId> HeldByAllCallers(Body body, bool untilDone)
    {
        if (IsExternallyCallable(body))
            return [];

        IEnumerable<LockId>? held = null;
        foreach (var call in CallsTo(body))
        {
            if (call.Escapes || (body.IsNested && LambdaUses.Of(body.Syntax) != LambdaUse.InPlace))
                return [];
            // Before the object is known to anyone, no lock is needed.
            if (!call.OnNewObject && !call.Caller.IsInitializer)
            {
                var here = untilDone && body.Symbol.MethodKind != MethodKind.AnonymousFunction ? call.HeldUntilDone : call.Held;
                held = held?.Intersect(here) ?? here;
            }
        }

        return held is null ? [] : [.. held.Where(static id => id.Location?.IsCapturedVariable != true).OrderBy(static id => id.Name, StringComparer.Ordinal)];
    }
}
