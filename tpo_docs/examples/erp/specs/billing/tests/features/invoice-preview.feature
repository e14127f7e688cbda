@REQ-004
Feature: Preview of an invoice
  A clerk sees an invoice as the office will see it, before it is issued.

  Background:
    Given the offices Kilbrae and Eastmoor
    And a well K-17 with a cost rule of 60 and 40 percent from 1 March 2026

  @STY-011.AC1
  Scenario: The preview looks like the issued invoice
    Given an invoice in preparation with 12 cost positions
    When the clerk opens its preview
    Then it has the pages of the issued invoice
    And each page carries the mark "draft"

  @STY-011.AC2
  Scenario: A cost position without a cost rule is listed at the top
    Given a cost position of well K-17 dated 28 February 2026
    When the clerk opens the preview of its invoice
    Then the first line names the well K-17 and the office Kilbrae

  @STY-012.AC1
  Scenario: Each office has its own subtotal
    Given a cost position of 1,000.00 EUR for well K-17 dated 5 March 2026
    When the clerk opens the preview of its invoice
    Then Kilbrae has the subtotal 600.00 EUR
    And Eastmoor has the subtotal 400.00 EUR
