using System.Text.RegularExpressions;

namespace HazmatTrack.Domain.Subscriptions;

/// <summary>Mail addresses that people are written to: <c>local@domain</c> in ASCII, without names, quotes or comments.</summary>
public static partial class MailAddresses
{
    private const int Longest = 254;

    public static bool IsAddress(string? text) => text is { Length: <= Longest } && Address().IsMatch(text);

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)*[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z", RegexOptions.CultureInvariant)]
    private static partial Regex Address();
}
