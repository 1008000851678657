using AsyncRace.Analyzers.Symbols;
using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>
/// Plans how to guard the locations of findings: which sections hold which lock. A plan is complete, so that a rival write takes the
/// same lock, or there is none: half a lock only looks like one.
/// </summary>
internal sealed partial class GuardPlanner(Project project, Compilation compilation, CancellationToken cancellationToken)
{
    // Where code runs on the one thread that the awaits come back to, a synchronous member that waits for the lock waits forever.
    private static readonly string[] ThreadBoundTypes =
    [
        "Avalonia.AvaloniaObject", "Microsoft.AspNetCore.Components.ComponentBase", "Microsoft.Maui.Controls.BindableObject",
        "Microsoft.UI.Xaml.DependencyObject", "System.Windows.Forms.Control", "System.Windows.Threading.DispatcherObject", "Windows.UI.Xaml.DependencyObject",
    ];

    private readonly LockTypes _types = new(compilation);

    internal IReadOnlyList<GuardPlan> Plan(IReadOnlyList<ReportedRace> findings)
    {
        var scopes = new List<(GuardScope Scope, List<ReportedRace> Findings)>();
        foreach (var finding in findings)
        {
            if (GuardScope.Of(finding, project, compilation, cancellationToken) is { } scope)
            {
                var known = scopes.Find(other => other.Scope.IsSameAs(scope));
                if (known.Findings is null)
                {
                    scopes.Add(known = (scope, []));
                }

                known.Findings.Add(finding);
            }
        }

        return [.. scopes.SelectMany(scope => Plan(scope.Scope, scope.Findings))];
    }

    private List<GuardPlan> Plan(GuardScope scope, List<ReportedRace> findings)
    {
        var groups = new List<Group>();
        foreach (var finding in findings)
        {
            if (groups.Find(group => group.Locations[0].IsSameAs(finding.Location)) is { } known)
            {
                known.Findings.Add(finding);
            }
            else
            {
                groups.Add(new Group(finding));
            }
        }

        foreach (var group in groups.ToList())
        {
            if (!FindSections(scope, group))
            {
                groups.Remove(group);
            }
        }

        Unite(groups);
        var plans = new List<GuardPlan>();
        foreach (var group in groups)
        {
            if (Plan(scope, group, plans) is { } plan)
            {
                plans.Add(plan);
            }
        }

        return plans;
    }

    /// <summary>Collects the sections around every write of a location; false where one of them cannot be guarded.</summary>
    private bool FindSections(GuardScope scope, Group group)
    {
        var location = group.Locations[0];
        group.Accesses.AddRange(scope.AccessesOf(location, cancellationToken));
        var concurrentFrom = FirstCapture(scope, group.Accesses);
        foreach (var byBody in group.Accesses.Where(access => access.IsWrite && access.Body is { IsConstruction: false }).GroupBy(static access => access.Body!))
        {
            var body = byBody.Key;
            var related = new RelatedReads(body, group.Accesses, scope.ModelOf(body.Node), cancellationToken);
            foreach (var write in byBody.Where(write => write.Target.SpanStart >= concurrentFrom || body.Node != scope.Parts[0]))
            {
                List<SyntaxNode> needed = [write.Target, .. related.Of(write.Target)];
                needed.AddRange(group.Findings.Where(finding => finding.Write.Span.Contains(write.Target.Span) && finding.Read is { } read && body.Equals(Body.Around(read))).Select(static finding => finding.Read!));
                needed.AddRange(CarryingLoops(write.Target, needed));
                if (group.Findings.Exists(static finding => finding.EndsElements))
                {
                    needed.AddRange(EndsOfLife(write.Target, body, scope.ModelOf(body.Node)).SelectMany(call => related.Of(call).Prepend(call)));
                }

                if (Section.Covering(body, needed) is not { } section)
                {
                    return false;
                }

                group.Sections.Add(WithResult(section, group.Accesses));
            }
        }

        foreach (var finding in group.Findings.Where(static finding => finding.IsUse))
        {
            if (Body.Around(finding.Write) is not { } body || finding.Suspension is not { } suspension || !body.Equals(Body.Around(suspension))
                || Section.Covering(body, [finding.Target, finding.Write, suspension]) is not { } use)
            {
                return false;
            }

            group.Sections.Add(use);
        }

        return group.Sections.Count > 0
            && group.Findings.TrueForAll(finding => finding.Read is not { } read || Equals(Body.Around(read), Body.Around(finding.Write)) || FindCalls(scope, group, finding, read));
    }

    /// <summary>
    /// Where the check is in another method than the write, collects the sections around every call of the writing method: in the method
    /// that checks, from the check on. The write then needs none of its own.
    /// </summary>
    private bool FindCalls(GuardScope scope, Group group, ReportedRace finding, SyntaxNode read)
    {
        if (Body.Around(finding.Write) is not { } writer || Body.Around(read) is not { } checker
            || writer.Symbol(scope.ModelOf(writer.Node), cancellationToken) is not IMethodSymbol method)
        {
            return false;
        }

        var isChecked = false;
        foreach (var call in new CallReach(scope, cancellationToken).ReferencesTo(method, writer))
        {
            if (Body.Around(call) is not { } caller)
            {
                return false;
            }

            var follows = caller.Equals(checker) && call.SpanStart > read.SpanStart;
            isChecked |= follows;
            var related = new RelatedReads(caller, group.Accesses, scope.ModelOf(caller.Node), cancellationToken);
            if (Section.Covering(caller, [call, .. related.Of(call), .. follows ? [read] : Enumerable.Empty<SyntaxNode>()]) is not { } section)
            {
                return false;
            }

            group.Sections.Add(WithResult(section, group.Accesses));
        }

        return isChecked;
    }

    /// <summary>A section with the <c>return</c> that follows it, where that gives the location's value away: it is to be the value just set.</summary>
    private static Section WithResult(Section section, List<Access> accesses) =>
        !section.IsExpression && section.Last + 1 < section.List.Count
        && section.List[section.Last + 1] is ReturnStatementSyntax { Expression: { } result } && !AwaitStyle.Suspends(result)
        && accesses.Exists(access => access.Name.SyntaxTree == section.Tree && result.Span.Contains(access.Name.Span))
            ? section.UpTo(section.Last + 1)
            : section;

    /// <summary>The calls before a write after which an element cannot be used any more: who is using it has to be done by then.</summary>
    private IEnumerable<SyntaxNode> EndsOfLife(SyntaxNode write, Body body, SemanticModel model) =>
        body.OwnNodes().OfType<InvocationExpressionSyntax>().Where(call =>
            call.Span.End < write.SpanStart
            && model.GetSymbolInfo(call, cancellationToken).Symbol is IMethodSymbol method && ElementUses.IsEndOfLife(method));

    /// <summary>The loops that carry a value, read behind a write, around to the write in the next round.</summary>
    private static List<SyntaxNode> CarryingLoops(SyntaxNode write, IEnumerable<SyntaxNode> reads) =>
    [
        .. reads
            .Where(read => read.SpanStart > write.Span.End && !StatementList.Around(write, write.SyntaxTree.GetRoot()).First().Span.Contains(read.Span))
            .Select(read => write.Ancestors().FirstOrDefault(node =>
                node is WhileStatementSyntax or DoStatementSyntax or ForStatementSyntax or CommonForEachStatementSyntax && node.Span.Contains(read.Span)))
            .OfType<SyntaxNode>(),
    ];

    /// <summary>Before a variable is captured, only the function that declares it can touch it.</summary>
    private static int FirstCapture(GuardScope scope, List<Access> accesses) =>
        scope.Variable is null
            ? 0
            : accesses.Where(access => access.Body is { } body && body.Node != scope.Parts[0]).Select(static access => access.Body!.Node.SpanStart).DefaultIfEmpty(int.MaxValue).Min();

    /// <summary>Locations whose sections overlap share a lock: two locks, one taken inside the other, invite a deadlock.</summary>
    private static void Unite(List<Group> groups)
    {
        for (var i = 0; i < groups.Count; i++)
        {
            for (var j = groups.Count - 1; j > i; j--)
            {
                if (groups[i].Sections.Exists(one => groups[j].Sections.Exists(other => one.Body.Equals(other.Body) && one.Span.OverlapsWith(other.Span))))
                {
                    groups[i].Take(groups[j]);
                    groups.RemoveAt(j);
                    j = groups.Count;
                }
            }
        }
    }

    private GuardPlan? Plan(GuardScope scope, Group group, List<GuardPlan> others)
    {
        if (ChooseLock(scope, group) is not { } choice)
        {
            return null;
        }

        var (guard, isStatic) = choice;
        var sections = group.Sections.ToList();
        if (guard.Existing is { } existing)
        {
            sections.RemoveAll(section => HeldIn(scope, section.Nodes.First()).IsHeld(section.Nodes.First(), existing));
        }

        if (Merged(scope, sections) is not { } merged || !CanTake(scope, guard, merged))
        {
            return null;
        }

        var kept = WithoutHelpers(scope, merged);
        return kept.Count > 0 && !Reenters(scope, guard, kept) && !CrossesOtherLocks(scope, guard, kept) && !others.Exists(other => Crosses(scope, other.Sections, kept))
            ? new GuardPlan(scope, group.Locations, guard, isStatic, kept)
            : null;
    }

    /// <summary>The lock that the type has for the locations; else a new one.</summary>
    private (GuardLock Lock, bool IsStatic)? ChooseLock(GuardScope scope, Group group)
    {
        if (scope.Variable is null)
        {
            // A struct's method that awaits works on a copy, and an interface has no fields.
            if (group.Locations.Any(static location => !location.IsStatic) && scope.Type!.TypeKind is not TypeKind.Class)
            {
                return null;
            }

            if (ExistingLock(scope, group) is { } existing)
            {
                return (existing, existing.Existing!.IsStatic);
            }
        }

        if (LockPreference.Of(project, group.Findings[0].Write.SyntaxTree, _types) is not { } kind)
        {
            return null;
        }

        // A field of a record takes part in its equality and is copied by 'with': its lock stands beside the instances.
        var isStatic = scope.Variable is null && (scope.Type!.IsRecord || group.Locations.Any(static location => location.IsStatic));
        return (new GuardLock(LockName.For(group.Locations[0], scope, group.Sections), kind, Existing: null, CanBlock: true), isStatic);
    }

    private GuardLock? ExistingLock(GuardScope scope, Group group)
    {
        var candidates = scope.Type!.GetMembers().Select(member => _types.Of(member, cancellationToken)).OfType<GuardLock>().Where(candidate => IsUsable(candidate, group)).ToList();
        return candidates.Find(candidate => group.Findings.Exists(finding => finding.Guard == candidate.Name))
            ?? candidates.Find(candidate => group.Accesses.Exists(access => HeldIn(scope, access.Name).IsHeld(access.Name, candidate.Existing!)));
    }

    /// <summary>A lock of the instance excludes nobody from a static location.</summary>
    private static bool IsUsable(GuardLock candidate, Group group) =>
        candidate.Existing!.IsStatic || group.Locations.All(static location => !location.IsStatic);

    /// <summary>The sections widened, and those that touch made one; null where one of them cannot be guarded.</summary>
    private List<Section>? Merged(GuardScope scope, List<Section> sections)
    {
        var open = new Queue<Section>(sections);
        var done = new List<Section>();
        while (open.Count > 0)
        {
            var next = open.Dequeue();
            if (new WellFormed(scope.ModelOf(next.Body.Node), cancellationToken).Widened(next) is not { } section)
            {
                return null;
            }

            if (done.Find(section.Touches) is not { } neighbour)
            {
                done.Add(section);
                continue;
            }

            done.Remove(neighbour);
            if (neighbour.With(section) is not { } both)
            {
                return null;
            }

            open.Enqueue(both);
        }

        return done;
    }

    /// <summary>Whether every section can take the lock, by waiting where it is not asynchronous.</summary>
    private bool CanTake(GuardScope scope, GuardLock guard, List<Section> sections)
    {
        // Code of a function inside the section may run within it, and would wait for the lock that the section holds.
        if (sections.Exists(section => sections.Exists(inner => section.Contains(inner.Body.Node))))
        {
            return false;
        }

        return sections.TrueForAll(section => CanAwait(scope, section.Body))
            || (guard.CanBlock && !(IsThreadBound(scope.Type) && sections.Exists(static section => section.Body.IsAsync && !AwaitStyle.IsContextFree(section.Body))));
    }

    private bool CanAwait(GuardScope scope, Body body) => body.IsAsync || AsyncConversion.Of(body, scope.ModelOf(body.Node), cancellationToken) is not null;

    private static bool IsThreadBound(INamedTypeSymbol? type)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (ThreadBoundTypes.Contains(current.ToDisplayString()))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Leaves out helpers that are only called with the lock held.</summary>
    private List<Section> WithoutHelpers(GuardScope scope, List<Section> sections)
    {
        var reach = new CallReach(scope, cancellationToken);
        var kept = sections.ToList();
        var helpers = new List<Body>();
        for (var changed = true; changed;)
        {
            changed = false;
            foreach (var section in kept.ToList())
            {
                if (IsHelper(scope, reach, section.Body, kept, helpers))
                {
                    helpers.Add(section.Body);
                    kept.RemoveAll(other => other.Body.Equals(section.Body));
                    changed = true;
                    break;
                }
            }
        }

        return kept;
    }

    private bool IsHelper(GuardScope scope, CallReach reach, Body body, List<Section> kept, List<Body> helpers)
    {
        if (body.Symbol(scope.ModelOf(body.Node), cancellationToken) is not IMethodSymbol { ExplicitInterfaceImplementations.IsEmpty: true } method
            || method.MethodKind is not (MethodKind.Ordinary or MethodKind.LocalFunction)
            || (method.MethodKind == MethodKind.Ordinary && method.DeclaredAccessibility != Accessibility.Private))
        {
            return false;
        }

        var references = reach.ReferencesTo(method, body).ToList();
        return references.Count > 0 && references.TrueForAll(name =>
            IsCompletedCall(name, body)
            && (kept.Exists(section => !section.Body.Equals(body) && section.Contains(name)) || helpers.Exists(helper => helper.Node.Span.Contains(name.Span))));
    }

    /// <summary>Whether a name is a call that is over when the next statement runs.</summary>
    private static bool IsCompletedCall(SimpleNameSyntax name, Body called)
    {
        SyntaxNode expression = name.Parent is MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } own ? own : name;
        if (expression.Parent is not InvocationExpressionSyntax call || call.Expression != expression || Body.Around(name) is not { } caller)
        {
            return false;
        }

        // In a lambda it may run at any time.
        if (caller.Node is AnonymousFunctionExpressionSyntax)
        {
            return false;
        }

        SyntaxNode awaited = call.Parent is MemberAccessExpressionSyntax { Name.Identifier.ValueText: "ConfigureAwait", Parent: InvocationExpressionSyntax configured } ? configured : call;
        return !called.IsAsync || awaited.Parent is AwaitExpressionSyntax;
    }

    /// <summary>Whether a section gets, by calls, to where the same lock is taken: it would wait for itself.</summary>
    private bool Reenters(GuardScope scope, GuardLock guard, List<Section> sections)
    {
        var reach = new CallReach(scope, cancellationToken);
        return sections.Exists(section =>
        {
            if (guard.Existing is { } held && section.Nodes.Any(node => HeldIn(scope, node).Acquires(node, held)) && Earlier(scope, guard, section) is null)
            {
                return true;
            }

            var reached = reach.From(section.Nodes);
            return reached.Any(body => sections.Exists(other => body.Node == other.Body.Node || (body.Node.SyntaxTree == other.Tree && body.Node.Span.Contains(other.Span)))
                || (guard.Existing is { } existing && HeldIn(scope, body.Node).Acquires(body.Node, existing)));
        });
    }

    /// <summary>Whether this lock would be taken inside another of the type in one place, and around it in another.</summary>
    private bool CrossesOtherLocks(GuardScope scope, GuardLock guard, List<Section> sections)
    {
        if (scope.Type is null)
        {
            return false;
        }

        var reach = new CallReach(scope, cancellationToken);
        return scope.Type.GetMembers()
            .Where(member => !SymbolEqualityComparer.Default.Equals(member, guard.Existing) && _types.Of(member, cancellationToken) is not null)
            .Any(other => sections.Exists(section => IsWithin(section, other)) && sections.Exists(section => TakesInside(section, other)));

        bool TakesInside(Section section, ISymbol other) =>
            section.Nodes.Concat(reach.From(section.Nodes).Select(static body => body.Node)).Any(node => HeldIn(scope, node).Acquires(node, other));

        bool IsWithin(Section section, ISymbol other) =>
            HeldIn(scope, section.Nodes.First()).IsHeld(section.Nodes.First(), other)
            || scope.Parts.SelectMany(static part => part.DescendantNodes()).OfType<MemberAccessExpressionSyntax>()
                .Where(call => call.Parent is InvocationExpressionSyntax && HeldIn(scope, call).Acquires(call, other))
                .Select(Body.Around)
                .OfType<Body>()
                .Distinct()
                .Any(holder => !holder.Equals(section.Body) && reach.From([holder.Node]).Contains(section.Body));
    }

    /// <summary>Whether two sets of sections, of two new locks, get into each other by calls.</summary>
    private bool Crosses(GuardScope scope, IReadOnlyList<Section> ours, IReadOnlyList<Section> theirs)
    {
        var reach = new CallReach(scope, cancellationToken);
        return GetsInto(ours, theirs) && GetsInto(theirs, ours);

        bool GetsInto(IReadOnlyList<Section> from, IReadOnlyList<Section> into) =>
            from.Any(section => reach.From(section.Nodes).Any(body => into.Any(other => other.Body.Equals(body))));
    }

    private EarlierAcquisition? Earlier(GuardScope scope, GuardLock guard, Section section)
    {
        var model = scope.ModelOf(section.Body.Node);
        return guard.Existing is { } held ? EarlierAcquisition.Of(section, held, new HeldLocks(model, cancellationToken), model, cancellationToken) : null;
    }

    private HeldLocks HeldIn(GuardScope scope, SyntaxNode node) => new(scope.ModelOf(node), cancellationToken);

    /// <summary>Locations that are to share a lock.</summary>
    private sealed class Group(ReportedRace first)
    {
        internal List<LocationPath> Locations { get; } = [first.Location];

        internal List<ReportedRace> Findings { get; } = [first];

        internal List<Access> Accesses { get; } = [];

        internal List<Section> Sections { get; } = [];

        internal void Take(Group other)
        {
            Locations.AddRange(other.Locations);
            Findings.AddRange(other.Findings);
            Accesses.AddRange(other.Accesses);
            Sections.AddRange(other.Sections);
        }
    }
}
