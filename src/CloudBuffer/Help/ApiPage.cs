namespace CloudBuffer.Help;

/// <param name="Address">What the examples begin with.</param>
/// <param name="AddressForPhone">The same for another device.</param>
public sealed record ApiPage(string Address, string AddressForPhone);
