namespace AsyncRace.Analyzers.Rules;

/// <summary>The catalogue's chapters, as the diagnostics' category.</summary>
internal static class Category
{
    internal const string Options = "AsyncRace.Options";
    internal const string Races = "AsyncRace.Races";
}
