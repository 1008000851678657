namespace AsyncRace.Analyzers.Configuration;

/// <summary>An option that cannot be understood.</summary>
/// <param name="Key">Its name, as it is written.</param>
/// <param name="Value">Its whole value.</param>
/// <param name="What">What is wrong with it, and what comes of that: the rest of a sentence that begins with the option.</param>
internal sealed record OptionProblem(string Key, string Value, string What);
