using HazmatTrack.Domain.Access;
using HazmatTrack.Domain.Subscriptions;

namespace HazmatTrack.Domain.Tests.Subscriptions;

public sealed class WebhookAddressTests
{
    [Theory]
    [InlineData("https://receiver.example/alerts")]
    [InlineData("https://receiver.example:8443/alerts?key=a%20b")]
    [InlineData("HTTPS://Receiver.Example")]
    [InlineData("https://1.1.1.1/")]
    [InlineData("https://[2606:4700:4700::1111]:8443/x")]
    public void An_address_that_requests_are_sent_to(string text) => Assert.True(WebhookAddress.TryParse(text, false, [], out _, out var why), why.English);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("receiver.example")]
    [InlineData("/alerts")]
    [InlineData("http://receiver.example/")]
    [InlineData("ftp://receiver.example/")]
    [InlineData("file:///etc/passwd")]
    [InlineData("gopher://receiver.example/")]
    [InlineData("https://")]
    [InlineData("https:///x")]
    [InlineData("https://user@receiver.example/")]
    [InlineData("https://user:password@receiver.example/")]
    [InlineData("https://@receiver.example/")]
    [InlineData("https://public.example\\@10.0.0.1/")]
    [InlineData("https://receiver.example/#part")]
    [InlineData("https://receiver.example/#")]
    [InlineData("https://receiver.example/a b")]
    [InlineData("https://receiver.example/\r\nHost: x")]
    [InlineData("https://receiver.example/中")]
    [InlineData("https://接收.example/")]
    [InlineData("https://%6c%6fcalhost/")]
    [InlineData("https://receiver.example:22/")]
    [InlineData("https://receiver.example:0/")]
    [InlineData("https://receiver.example:25/")]
    [InlineData("https://receiver.example:99999/")]
    [InlineData("https://127.0.0.1/")]
    [InlineData("https://127.1/")]
    [InlineData("https://0x7f.0.0.1/")]
    [InlineData("https://2130706433/")]
    [InlineData("https://0177.0.0.1/")]
    [InlineData("https://0/")]
    [InlineData("https://[::1]/")]
    [InlineData("https://[::ffff:10.0.0.1]/")]
    [InlineData("https://[fe80::1%25eth0]/")]
    [InlineData("https://169.254.169.254/latest/meta-data/")]
    public void An_address_that_no_request_is_sent_to(string? text)
    {
        Assert.False(WebhookAddress.TryParse(text, false, [], out _, out var why));
        Assert.False(string.IsNullOrEmpty(why.Chinese) || string.IsNullOrEmpty(why.English));
    }

    [Fact]
    public void Settings_allow_unencrypted_addresses_and_ranges()
    {
        Assert.True(WebhookAddress.TryParse("http://receiver.example/", true, [], out _, out _));
        Assert.True(WebhookAddress.TryParse("http://127.0.0.1:5090/x", true, [AddressRange.Parse("127.0.0.0/8")], out var address, out _));
        Assert.Equal("http://127.0.0.1:5090/x", address.AbsoluteUri);
        Assert.False(WebhookAddress.TryParse("http://10.0.0.1/", true, [AddressRange.Parse("127.0.0.0/8")], out _, out _));
        Assert.False(WebhookAddress.TryParse($"https://receiver.example/{new string('x', WebhookAddress.Longest)}", false, [], out _, out _));
    }

    [Theory]
    [InlineData("duty@example.cn", true)]
    [InlineData("first.last+tag@sub.example.cn", true)]
    [InlineData("root@localhost", true)]
    [InlineData("duty@example.cn\r\nBcc: x@example.cn", false)]
    [InlineData("duty@example.cn\n", false)]
    [InlineData("Duty <duty@example.cn>", false)]
    [InlineData("duty@example.cn, other@example.cn", false)]
    [InlineData("duty example@example.cn", false)]
    [InlineData("\"a b\"@example.cn", false)]
    [InlineData("@example.cn", false)]
    [InlineData("duty@", false)]
    [InlineData("duty@-example.cn", false)]
    [InlineData(".duty@example.cn", false)]
    [InlineData("duty@[127.0.0.1]", false)]
    [InlineData("值班@example.cn", false)]
    [InlineData("", false)]
    [InlineData(null, false)]
    public void A_mail_address_is_one_address_and_nothing_else(string? text, bool isAddress) => Assert.Equal(isAddress, MailAddresses.IsAddress(text));
}
