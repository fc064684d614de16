using System.Diagnostics.CodeAnalysis;

namespace HazmatTrack.Domain.Documents.Fields;

/// <summary>The identities of persons and operators as clients write them.</summary>
public static class SubjectKeys
{
    /// <summary>Letters and digits of a unified social credit code (统一社会信用代码), in the order of their values (GB 32100-2015, table 1).</summary>
    private const string CreditCode = "0123456789ABCDEFGHJKLMNPQRTUWXY";

    private const int LongestPerson = 32;

    public static LocalText Expected(DocumentBinding binding) => binding == DocumentBinding.Operator
        ? new(
            "应为企业的统一社会信用代码，18 位且校验码正确（GB 32100-2015）。",
            "Expected the operator's unified social credit code, 18 characters with the right check character (GB 32100-2015).")
        : new(
            $"应为人员的身份证号或从业资格证号，1 至 {LongestPerson} 位字母或数字。",
            $"Expected the number of the person's identity card or qualification certificate, 1 to {LongestPerson} letters or digits.");

    /// <summary>Reads an identity; letters in either case.</summary>
    public static bool TryParse(DocumentBinding binding, string? text, [NotNullWhen(true)] out DocumentSubject? subject)
    {
        var key = text?.Trim().ToUpperInvariant() ?? "";
        subject = binding == DocumentBinding.Operator ? IsCreditCode(key) ? DocumentSubject.Operator(key) : null
            : key.Length is > 0 and <= LongestPerson && key.All(char.IsAsciiLetterOrDigit) ? DocumentSubject.Person(key)
            : null;
        return subject is not null;
    }

    /// <summary>GB 32100-2015, annex A: weights are the powers of 3 modulo 31, and the last character makes the sum a multiple of 31.</summary>
    private static bool IsCreditCode(string key)
    {
        if (key.Length != 18)
        {
            return false;
        }

        var (sum, weight) = (0, 1);
        for (var i = 0; i < 18; i++)
        {
            var value = CreditCode.IndexOf(key[i], StringComparison.Ordinal);
            if (value < 0)
            {
                return false;
            }

            sum += value * (i == 17 ? 1 : weight);
            weight = weight * 3 % 31;
        }

        return sum % 31 == 0;
    }
}
