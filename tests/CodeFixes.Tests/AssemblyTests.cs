using System.Reflection;
using Microsoft.CodeAnalysis.CodeFixes;

namespace AsyncRace.CodeFixes.Tests;

/// <summary>The fixes load in the oldest host: they reference nothing that it has in an older version.</summary>
public sealed class AssemblyTests
{
    [Fact]
    public void References_AreWhatTheOldestHostHas()
    {
        var references = typeof(RaceCodeFixProvider).Assembly.GetReferencedAssemblies().ToDictionary(static name => name.Name!, static name => name.Version!);
        Assert.DoesNotContain("System.Composition.AttributedModel", references.Keys);
        Assert.All(references.Where(static reference => reference.Key.StartsWith("Microsoft.CodeAnalysis", StringComparison.Ordinal)), static reference => Assert.Equal(new Version(4, 5, 0, 0), reference.Value));
        Assert.Equal(new Version(6, 0, 0, 0), references["System.Collections.Immutable"]);
    }

    [Fact]
    public void Provider_IsExportedForCSharp()
    {
        var export = Assert.Single(typeof(RaceCodeFixProvider).GetCustomAttributes<ExportCodeFixProviderAttribute>());
        Assert.Equal("C#", Assert.Single(export.Languages));
    }
}
