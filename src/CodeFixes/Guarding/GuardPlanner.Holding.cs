using AsyncRace.CodeFixes.Findings;
using AsyncRace.CodeFixes.Locations;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace AsyncRace.CodeFixes.Guarding;

/// <summary>Plans how to hold, at the places of findings, the lock that the type has for them already.</summary>
internal sealed partial class GuardPlanner
{
    internal IReadOnlyList<GuardPlan> PlanHolding(IReadOnlyList<ReportedRace> findings)
    {
        var plans = new List<GuardPlan>();
        foreach (var byLock in findings.Where(static finding => finding.Guard is not null).GroupBy(finding => (finding.Guard, Type: finding.Write.FirstAncestorOrSelf<TypeDeclarationSyntax>())))
        {
            if (GuardScope.Of(byLock.First(), project, compilation, cancellationToken) is { Variable: null } scope && LockNamed(byLock.Key.Guard!, scope) is { } guard)
            {
                plans.AddRange(PlanHolding(scope, guard, [.. byLock]));
            }
        }

        return plans;
    }

    /// <summary>A plan for each section: one that cannot be guarded does not keep the others from it.</summary>
    private IEnumerable<GuardPlan> PlanHolding(GuardScope scope, GuardLock guard, List<ReportedRace> findings)
    {
        var sections = new List<Section>();
        foreach (var finding in findings)
        {
            if (Body.Around(finding.Write) is { } body && SectionOf(scope, body, finding) is { } section)
            {
                sections.Add(section);
            }
        }

        foreach (var byBody in sections.GroupBy(static section => section.Body))
        {
            if (Merged(scope, [.. byBody]) is not { } merged)
            {
                continue;
            }

            foreach (var section in merged.Where(section => CanHold(scope, guard, section)))
            {
                yield return new GuardPlan(scope, [findings[0].Location], guard, guard.Existing!.IsStatic, [section]);
            }
        }
    }

    private Section? SectionOf(GuardScope scope, Body body, ReportedRace finding)
    {
        var accesses = finding.Location.Root is IMethodSymbol ? [] : scope.AccessesOf(finding.Location, cancellationToken).ToList();
        var related = new RelatedReads(body, accesses, scope.ModelOf(body.Node), cancellationToken);
        return Section.Covering(body, [finding.Write, .. related.Of(finding.Write)]);
    }

    private bool CanHold(GuardScope scope, GuardLock guard, Section section)
    {
        if (guard.Kind == LockKind.Monitor)
        {
            // A lock statement cannot span an await, and ends when a task is returned; it may be entered again.
            return section.Nodes.All(static node => !AwaitStyle.Suspends(node))
                && (section.Body.IsAsync || AsyncConversion.Of(section.Body, scope.ModelOf(section.Body.Node), cancellationToken) is null);
        }

        return CanTake(scope, guard, [section])
            && !Reenters(scope, guard, [section])
            && !CrossesOtherLocks(scope, guard, [section])
            && !IsCalledWhileHeld(scope, guard.Existing!, section.Body);
    }

    /// <summary>Whether code that takes the lock gets into a function by calls: that would wait for itself.</summary>
    private bool IsCalledWhileHeld(GuardScope scope, ISymbol @lock, Body body)
    {
        var reach = new CallReach(scope, cancellationToken);
        return scope.Parts.SelectMany(static part => part.DescendantNodes()).OfType<MemberAccessExpressionSyntax>()
            .Where(call => call.Parent is InvocationExpressionSyntax && HeldIn(scope, call).Acquires(call, @lock))
            .Select(Body.Around)
            .OfType<Body>()
            .Distinct()
            .Any(holder => !holder.Equals(body) && reach.From([holder.Node]).Contains(body));
    }

    private GuardLock? LockNamed(string name, GuardScope scope)
    {
        for (var type = scope.Type; type is not null; type = type.BaseType)
        {
            if (type.GetMembers(name).FirstOrDefault(static member => member is IFieldSymbol or IPropertySymbol) is { } member)
            {
                return _types.Of(member, cancellationToken) ?? LockTypes.Monitor(member);
            }
        }

        return null;
    }
}
