workspace "Tarnfield ERP" "Who uses the ERP, and what it is made of" {

    model {
        accountant = person "Office accountant"
        clerk = person "Billing clerk"
        analyst = person "Production analyst"
        engineer = person "Field engineer"

        erp = softwareSystem "Tarnfield ERP" {
            billing = container "Billing module" "Cost rules, invoices, payments"
            hub = container "Synchronisation hub" "Events of wells, order kept for each well"
            analytics = container "Analytics module" "Cost per BOE, loss finder"
            access = container "Access" "Sign-in, roles by office, log of readings"
            database = container "Database" "One schema for each module" "PostgreSQL"
        }

        historian = softwareSystem "SCADA historian"
        legacy = softwareSystem "Legacy billing"
        payroll = softwareSystem "Payroll system"
        bank = softwareSystem "Bank gateway"

        accountant -> billing "books cost positions"
        clerk -> billing "prepares and releases invoices"
        analyst -> analytics "works through loss cases"
        engineer -> hub "records readings on a tablet"
        historian -> hub "hourly volumes, one way"
        hub -> billing "events"
        hub -> analytics "events"
        hub -> legacy "changes of wells, at most 200 calls an hour"
        hub -> payroll "hours of the week"
        billing -> bank "fetches statements"
        billing -> database "reads and writes"
        hub -> database "reads and writes"
        analytics -> database "reads and writes"
    }

    views {
        systemContext erp "context" {
            include *
            autolayout lr
        }
        container erp "modules" {
            include *
            autolayout lr
        }
    }
}
