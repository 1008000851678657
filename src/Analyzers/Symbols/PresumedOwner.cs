namespace AsyncRace.Analyzers.Symbols;

/// <summary>Who owns an object alone, as long as its type's own code does not show that it has more users.</summary>
internal enum PresumedOwner
{
    /// <summary>Nothing is known of that.</summary>
    Nobody,

    /// <summary>A request, a message: dependency injection makes one for it.</summary>
    Request,

    /// <summary>What it is a part of, and what has one owner itself: nobody else in the project knows it.</summary>
    Whole,

    /// <summary>Who reads or writes on from where the last call has left off: a second caller would get half of it.</summary>
    Consumer,

    /// <summary>The thread of a user interface, and whoever sits in front of it.</summary>
    UserInterface,

    /// <summary>The test that has made it, or a helper of tests for one.</summary>
    Test,
}
