using Microsoft.CodeAnalysis;

namespace AsyncRace.Analyzers.Symbols;

/// <summary>How often, by its name and its contract, a member is called.</summary>
internal static class EntryPoints
{
    private const string SingleEntry = "SingleEntryAttribute";

    private static readonly string[] s_lifecyclePrefixes =
    [
        "Start", "Stop", "Init", "Open", "Close", "Connect", "Disconnect", "Establish", "Dispose", "Shutdown", "ShutDown", "Setup", "SetUp", "TearDown", "Begin", "End", "Run", "Main",
        "OnInitialized", "OnStart", "OnStop", "Load", "OnLoad", "Unload", "Activate", "Deactivate", "Abort", "Finish", "Complete",
        "Prepare", "Migrate", "Configure", "Bootstrap", "Reconnect", "Restart", "Reopen", "Restore", "Deserialize",
    ];

    private static readonly string[] s_prefixes = ["On", "Try", "Do"];

    private static readonly string[] s_endings = ["Dispose", "Close", "Stop", "Shutdown", "ShutDown", "Finish", "Complete", "Drain"];

    // By itself: StartSession and PrepareOrder are what an object does when it is ready.
    private static readonly string[] s_setups = ["Start", "OnStart", "Setup", "SetUp", "Configure", "Prepare", "Bootstrap"];

    private static readonly string[] s_testEndings = ["ForTest", "ForTests", "ForTesting", "ForTestAsync", "ForTestsAsync", "ForTestingAsync"];

    /// <summary>It runs once in a program, or once for each object: the framework sees to that, or the author says so.</summary>
    internal static bool RunsOnce(IMethodSymbol method) =>
        method.Name is "Main" or "<Main>$"
        || (method is { Name: "ExecuteAsync", IsOverride: true } && DerivesFrom(method.ContainingType, "BackgroundService"))
        || (method is { Name: "OnLaunched", IsOverride: true } && DerivesFrom(method.ContainingType, "Application"))
        || (method.Name is "StartAsync" or "StopAsync" && method.ContainingType.AllInterfaces.Any(static i => i.Name == "IHostedService"))
        || IsSingleEntry(method);

    // Said of the method, of the one that it overrides, or of the interface's that it implements.
    private static bool IsSingleEntry(IMethodSymbol method)
    {
        for (var declared = method; declared is not null; declared = declared.OverriddenMethod)
        {
            if (Confinement.HasAttribute(declared, SingleEntry))
                return true;
        }

        return method.ContainingType is { TypeKind: not TypeKind.Interface } type
            && type.AllInterfaces.Any(contract => contract.GetMembers().Any(member =>
                Confinement.HasAttribute(member, SingleEntry) && SymbolEqualityComparer.Default.Equals(type.FindImplementationForInterfaceMember(member), method)));
    }

    /// <summary>It begins or ends something: two calls at once are possible, but not what its callers do.</summary>
    internal static bool IsLifecycle(IMethodSymbol method) => IsLifecycle(method.Name);

    internal static bool IsLifecycle(string method) => Array.Exists(s_lifecyclePrefixes, prefix => StartsWithWord(method, prefix));

    /// <summary>A page is shown, which it is again only after it has been left.</summary>
    internal static bool ShowsPage(IMethodSymbol method) => method is { IsOverride: true, Name: "OnNavigatedTo" or "OnNavigatedToAsync" or "OnNavigatingTo" or "OnAppearing" };

    /// <summary>It tells of what there is, which is most often done one after the other while the program starts.</summary>
    internal static bool IsRegistration(IMethodSymbol method) => StartsWithWord(method.Name, "Register");

    /// <summary>It ends something: who uses it afterwards gets nothing any more.</summary>
    internal static bool EndsLife(IMethodSymbol method) => Array.Exists(s_endings, ending => method.Name.StartsWith(ending, StringComparison.Ordinal));

    /// <summary>It makes an object ready for use.</summary>
    internal static bool IsSetup(IMethodSymbol method)
    {
        string name = method.Name.Substring(method.Name.LastIndexOf('.') + 1);
        return StartsWithWord(name, "Init") || StartsWithWord(name, "OnInitialized")
            || Array.Exists(s_setups, setup => name == setup || name == setup + "Async");
    }

    // Connect, ConnectAsync, TryConnect, OnConnecting, OnConnected; not Connections.
    private static bool StartsWithWord(string name, string word)
    {
        int dot = name.LastIndexOf('.');
        if (dot >= 0)
            name = name.Substring(dot + 1);
        foreach (string prefix in s_prefixes)
        {
            if (!word.StartsWith(prefix, StringComparison.Ordinal) && name.StartsWith(prefix, StringComparison.Ordinal) && name.Length > prefix.Length && char.IsUpper(name[prefix.Length]))
                name = name.Substring(prefix.Length);
        }

        // Closing has no e.
        string stem = word.EndsWith("e", StringComparison.Ordinal) && name.StartsWith(word.Substring(0, word.Length - 1) + "ing", StringComparison.Ordinal) ? word.Substring(0, word.Length - 1) : word;
        if (!name.StartsWith(stem, StringComparison.Ordinal))
            return false;
        int end = stem.Length;
        while (end < name.Length && char.IsLower(name[end]))
            end++;
        return word == "Init" || name.Substring(stem.Length, end - stem.Length) is "" or "d" or "ed" or "ing" or "ped" or "ping";
    }

    /// <summary>Only tests call it: <c>ClearForTesting</c>, what a <c>TestAccessor</c> hands out.</summary>
    internal static bool IsForTests(IMethodSymbol method) =>
        Array.Exists(s_testEndings, ending => method.Name.EndsWith(ending, StringComparison.Ordinal))
        || method.ContainingType.Name.EndsWith("TestAccessor", StringComparison.Ordinal)
        || method.ExplicitInterfaceImplementations.Any(static declared => declared.ContainingType.Name.EndsWith("TestAccessor", StringComparison.Ordinal));

    private static bool DerivesFrom(INamedTypeSymbol type, string name)
    {
        for (var parent = type.BaseType; parent is not null; parent = parent.BaseType)
        {
            if (parent.Name == name)
                return true;
        }

        return false;
    }
}
