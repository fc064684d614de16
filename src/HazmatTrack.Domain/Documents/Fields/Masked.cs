namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>
/// What is shown of a person's number to those whose duty does not need it: enough to tell two persons of a list apart, too little to call or find one
/// (个人信息保护法 art. 6 and 51(3)).
/// </summary>
public static class Masked
{
    /// <summary>The longest number of which all but the last character is masked.</summary>
    private const int Short = 6;

    /// <summary>The number of an identity card or a certificate: the first three and the last two characters, such as <c>310*************17</c>.</summary>
    public static string Identity(string number) => Keep(number, 3, 2);

    /// <summary>A telephone number: the first three and the last four characters, such as <c>138****5678</c>.</summary>
    public static string Phone(string number) => Keep(number, 3, 4);

    private static string Keep(string text, int first, int last) => text.Length switch
    {
        0 => "",
        <= Short => new string('*', text.Length - 1) + text[^1],
        _ when text.Length <= first + last + 1 => new string('*', text.Length - 2) + text[^2..],
        _ => string.Concat(text.AsSpan(0, first), new string('*', text.Length - first - last), text.AsSpan(text.Length - last)),
    };
}
