using System.Collections.Concurrent;
using AsyncRace.Analyzers.Configuration;
using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>Types whose instances have one owner, and members that run one call at a time by contract: nothing there overlaps.</summary>
internal sealed class Confinement(OptionsByFile options, Registrations registrations, Compilation compilation)
{
    private static readonly HashSet<string> s_testAttributes =
    [
        "FactAttribute", "TheoryAttribute", "TestAttribute", "TestCaseAttribute", "TestCaseSourceAttribute", "TestMethodAttribute", "DataTestMethodAttribute",
        "BenchmarkAttribute", "GlobalSetupAttribute", "GlobalCleanupAttribute",
        // Of a base class, whose tests are elsewhere.
        "SetUpAttribute", "TearDownAttribute", "OneTimeSetUpAttribute", "OneTimeTearDownAttribute", "TestInitializeAttribute", "TestCleanupAttribute", "ClassInitializeAttribute", "ClassCleanupAttribute",
    ];

    private static readonly HashSet<string> s_ownedBases =
    [
        // One instance a request.
        "ControllerBase", "Controller", "ApiController", "PageModel", "ViewComponent", "Hub", "PageBase", "RazorPage", "EndpointBase", "Endpoint",
        // One caller at a time by contract.
        "Stream", "TextReader", "TextWriter", "DbDataReader", "DbConnection", "DbCommand", "DbTransaction", "DbContext", "Grain", "ActorBase", "ActorContextDecorator", "IAsyncEnumerator", "IDataReader", "IAsyncLifetime", "IClassFixture", "PipeReader", "PipeWriter",
    ];

    /// <summary>How types are called that go on from where their last call has left off.</summary>
    private static readonly string[] s_cursors = ["Reader", "Writer", "Buffer", "Enumerator", "Cursor", "Parser", "Importer", "Exporter"];

    /// <summary>How types are called whose objects stand for one thing that is to be done.</summary>
    private static readonly string[] s_operations = ["Command", "Operation", "Request", "Pipeline", "UnitOfWork"];

    private static readonly HashSet<string> s_testFrameworks = ["xunit.core", "xunit.v3.core", "nunit.framework", "MSTest.TestFramework", "Microsoft.VisualStudio.TestPlatform.TestFramework", "TUnit.Core"];

    private readonly Lazy<bool> _isOfTests = new(() => compilation.ReferencedAssemblyNames.Any(static assembly => s_testFrameworks.Contains(assembly.Name)));

    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    private readonly ConcurrentDictionary<INamedTypeSymbol, bool> _ofUserInterface = new(SymbolEqualityComparer.Default);

    internal bool HasOneOwner(INamedTypeSymbol type)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (_known.GetOrAdd(outer, IsOwned))
                return true;
        }

        return false;
    }

    /// <summary>Who owns an object alone, as long as the type's own code does not show that it has more users.</summary>
    internal PresumedOwner PresumedOwnerOf(INamedTypeSymbol type, CancellationToken cancellation)
    {
        for (var outer = type; outer is not null; outer = outer.ContainingType)
        {
            if (IsOfUserInterface(outer))
                return PresumedOwner.UserInterface;
            if (registrations.AreOwned(outer, cancellation))
                return PresumedOwner.Request;
        }

        return s_cursors.Any(word => type.Name.EndsWith(word, StringComparison.Ordinal)) || IsOfOneOperation(type) ? PresumedOwner.Consumer : _isOfTests.Value ? PresumedOwner.Test : PresumedOwner.Nobody;
    }

    // A user interface's commands are there for every click.
    private static bool IsOfOneOperation(INamedTypeSymbol type) =>
        Array.Exists(s_operations, word => type.Name.EndsWith(word, StringComparison.Ordinal)) && !type.AllInterfaces.Any(static contract => contract.Name == "ICommand");

    /// <summary>Where an object is registered for the whole program; null where that is not in sight, or its users are all on one thread.</summary>
    internal Registration? Singleton(INamedTypeSymbol type, CancellationToken cancellation) =>
        IsOfUserInterface(type) ? null : registrations.Singleton(type, cancellation);

    private bool IsOfUserInterface(INamedTypeSymbol type) => _ofUserInterface.GetOrAdd(type, UserInterfaces.Have);

    /// <summary>
    /// Whether the members run one after the other, whatever object they are called on: the test frameworks run the tests of a class like
    /// that, so that even what is static there has one user.
    /// </summary>
    internal static bool IsTestClass(INamedTypeSymbol type) =>
        HasAttribute(type, "TestClassAttribute", "TestFixtureAttribute")
        || type.GetMembers().Any(static m => m is IMethodSymbol && m.GetAttributes().Any(static a => IsOfTests(a.AttributeClass)));

    // A team's own kind of test is derived from a framework's.
    private static bool IsOfTests(INamedTypeSymbol? attribute)
    {
        for (; attribute is { SpecialType: SpecialType.None }; attribute = attribute.BaseType)
        {
            if (s_testAttributes.Contains(attribute.Name))
                return true;
        }

        return false;
    }

    private bool IsOwned(INamedTypeSymbol type)
    {
        var set = options.Of(type);
        for (var parent = type; parent is not null && parent.SpecialType != SpecialType.System_Object; parent = parent.BaseType)
        {
            // A grain that may be entered again while it waits has as many users as callers.
            if (parent.Name == "Grain" && HasAttribute(type, "ReentrantAttribute"))
                return false;
            if (s_ownedBases.Contains(parent.Name) || IsBuildTask(parent) || HasAttribute(parent, "ConfinedAttribute") || IsConfined(parent, set))
                return true;
        }

        return type.AllInterfaces.Any(contract => s_ownedBases.Contains(contract.Name) || HasAttribute(contract, "ConfinedAttribute") || IsConfined(contract, set))
            || IsTestClass(type);
    }

    // A step of a build is made for one run of it.
    private static bool IsBuildTask(INamedTypeSymbol type) => type is { Name: "Task" or "ToolTask", ContainingNamespace: { Name: "Utilities", ContainingNamespace.Name: "Build" } };

    // Named itself, or marked with an attribute that is named.
    private static bool IsConfined(INamedTypeSymbol type, AnalysisOptions set) =>
        !set.ConfinedTypes.IsEmpty
        && (set.IsConfined(type) || type.GetAttributes().Any(attribute => attribute.AttributeClass is { } marker && set.IsConfined(marker)));

    internal static bool HasAttribute(ISymbol symbol, params string[] names) =>
        symbol.GetAttributes().Any(a => a.AttributeClass is { } type && names.Contains(type.Name));
}
