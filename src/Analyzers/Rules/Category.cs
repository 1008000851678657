namespace AsyncRace.Analyzers.Rules;

/// <summary>The catalogue's chapters, as the diagnostics' category.</summary>
internal static class Category
{
    internal const string Options = "AsyncRace.Options";

    internal const string Races = "AsyncRace.Races";

    internal const string Statics = "AsyncRace.Statics";

    internal const string Locks = "AsyncRace.Locks";

    internal const string Signals = "AsyncRace.Signals";
}
